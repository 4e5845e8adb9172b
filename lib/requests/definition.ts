import type { z } from 'zod';
import type { FileRequest } from '../../contracts/request.ts';
import type { DictionaryPlaces } from './dictionary.ts';
import type { RequestProblem } from './problems.ts';

/** Something wrong with one key of a file. */
export interface KeyOfFileProblem {
  key: string;
  /** As the end of a sentence that begins with the place: `is missing`. */
  message: string;
  /** It is about the key of the request that counts for all files. */
  isOfRequest?: true;
  /** Said only of a file that was named: one that a folder, glob or prefix gave is delivered as far as it can be. */
  isOfNamed?: true;
}

/** What a request to platforms of one kind looks like. */
export interface RequestDefinition {
  /** All of it, as exactly as a schema can say it; made of `requestParts`. */
  schema: z.ZodObject;
  /** A request to this platform, as the API's description shows it. */
  example(platform: string): object;
  /** What a sync to this platform says of its target, as the API's description shows it. Default: the request's, without its files. */
  syncExample?(platform: string): object;
  /** Places where a name of the configuration's `dictionary` may stand for a value, by its dictionaries. */
  dictionary?: DictionaryPlaces;
  /** What is wrong with a single file. Told before a start; a run that has one all the same delivers the others. */
  fileProblems?(
    file: Pick<FileRequest, 'source' | 'name'> & Readonly<Record<string, unknown>>,
    request: Readonly<Record<string, unknown>>,
  ): KeyOfFileProblem[];
  /** What is wrong with a request that is made again and again, each time with other files. */
  syncProblems?(request: unknown): RequestProblem[];
}
