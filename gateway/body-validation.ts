import type { FastifySchemaCompiler } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import type { z } from 'zod';

/** A body is looked at by the routes: in the words of requests, and in parts. */
export const allButBody: FastifySchemaCompiler<z.core.$ZodType> = (part) =>
  part.httpPart === 'body' ? () => true : validatorCompiler(part);
