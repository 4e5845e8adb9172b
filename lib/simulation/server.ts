import Fastify, { type FastifyInstance } from 'fastify';
import { createProblem, problemOf } from './problem.ts';

/** Bytes of a JSON or form body at most; multipart bodies are streamed and bounded by the platform. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** How a simulator tells an error of a call. */
export type AnswerError = (error: unknown) => { status: number; body: unknown };

/** As a web server beneath the platform tells it. */
const asProblem: AnswerError = (error) => {
  const problem = problemOf(error);
  return { status: problem.status, body: problem };
};

/** A web server for a simulator: takes JSON and forms, knows addresses in any case, tells errors as problems, and closes at once. */
export function createSimulationServer(answerError: AnswerError = asProblem): FastifyInstance {
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    // Open connections, also those that a fault leaves hanging, end with the simulator.
    forceCloseConnections: true,
    routerOptions: { caseSensitive: false },
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(body.toString())));
  });
  app.setErrorHandler((error, _request, reply) => {
    const { status, body } = answerError(error);
    return reply.code(status).send(body);
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(createProblem(404)));
  return app;
}

/** Listens and gives the port that was taken. */
export async function listen(app: FastifyInstance, options: { host: string; port: number }): Promise<number> {
  await app.listen(options);
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator has no TCP address');
  return address.port;
}
