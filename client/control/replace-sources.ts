import type { FileProgress } from '../../contracts/progress.ts';
import type { FileRequest, IngestRequest } from '../../contracts/request.ts';
import { isUrl, lastSegment, shownSource } from '../../contracts/source-path.ts';
import { type FileProblem, fileError } from '../../lib/requests/file-problem.ts';
import { urlProblem } from '../../lib/sources/source-url.ts';
import { say, translated } from '../../lib/words/say.ts';

/**
 * A request whose files of these names are read at other addresses. A file keeps its name, and has to have the content that
 * `known` has of it. Error: `InvalidRequest`, with all problems.
 */
export function replaceSources(
  request: IngestRequest,
  sources: Readonly<Record<string, string>>,
  known: readonly Pick<FileProgress, 'hash'>[],
): IngestRequest {
  const names = request.files.map((file) => file.name ?? lastSegment(file.source));
  const problems = Object.entries(sources).flatMap(([name, source]) => problemsOf(name, source, names));
  if (problems.length > 0) throw fileError(problems);
  const files = request.files.map((file, index) => {
    const name = names[index] ?? '';
    const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
    return source === undefined ? file : replaced(file, { name, source, md5: known[index]?.hash ?? '' });
  });
  return { ...request, files };
}

function replaced(
  { host: _disk, ...file }: FileRequest,
  { name, source, md5 }: { name: string; source: string; md5: string },
): FileRequest {
  return { ...file, name, source, ...(md5 === '' ? {} : { md5 }) };
}

function problemsOf(name: string, source: string, names: readonly string[]): FileProblem[] {
  const message = problemOf(name, source, names);
  return message === undefined ? [] : [{ type: 'InvalidRequest', message, path: ['sources', name] }];
}

function problemOf(name: string, source: string, names: readonly string[]): string | undefined {
  const count = names.filter((one) => one === name).length;
  const shown = JSON.stringify(name);
  if (count === 0) return say('no file of the ingestion is called {name}', { name: shown });
  if (count > 1)
    return say('{count} files of the ingestion are called {name}: an address cannot say which it is for', {
      count,
      name: shown,
    });
  const problem = isUrl(source) ? urlProblem(source) : 'is no address of http, https or s3';
  return problem === undefined ? undefined : `${name}: ${shownSource(source)} ${translated(problem)}`;
}
