import type { z } from 'zod';
import { createHttp } from '../../lib/http/http.ts';
import { createProxyChoice } from '../../lib/http/proxy.ts';
import type { StreamBody } from '../../lib/http/stream-body.ts';
import { addedTo } from '../../lib/operations/describe.ts';
import { withoutSecrets } from '../../lib/operations/secrets.ts';
import type { WireChapter, WireFileRecord } from './answer-shapes.ts';
import { createCaller, type MadeForm } from './call.ts';
import { createPlatformClock } from './clock.ts';
import { type EndpointName, endpoints } from './endpoints.ts';
import { type PreparedParts, prepareParts, wholeFileForm } from './forms.ts';
import { DEFAULTS, operations, SECRET_FIELDS } from './operations.ts';
import type { LongyanDiskSettings } from './settings.ts';

/** An entry of one of the platform's lists. */
export interface ListEntry {
  id: string;
  name: string;
}

/** What lists are narrowed by: ids of other lists. */
export interface ListFilter {
  periodId?: string | undefined;
  subjectId?: string | undefined;
  gradeId?: string | undefined;
  editionId?: string | undefined;
  volumeId?: string | undefined;
}

/** What the platform has of a file that is sent by position. */
export interface PositionedUpload {
  fid: string;
  /** Bytes of the whole file. */
  size: number;
  /** MD5 of the whole file, lower-case hex. */
  md5: string;
  /** Where the platform wants the next byte. */
  position: number;
  isComplete: boolean;
  name?: string;
  /** The path that the file had where its upload began. */
  path?: string;
  /** As the platform writes it. */
  postedAt?: string;
}

type ResourceInput = Omit<z.input<typeof endpoints.createResource.parameters>, 'userId' | 'orgId'>;
type FolderInput = Omit<z.input<typeof endpoints.createFolder.parameters>, 'userId' | 'orgId'>;
type ResourceQuery = z.input<typeof endpoints.xkzyList.parameters>;

/**
 * The platform's calls, by their names in the manual. Each makes one request, two when the first was refused and the platform's
 * clock showed another time than it was signed with, and throws `ModelrailError` when it fails or the reason of its signal,
 * untouched, when that aborts. Nothing is repeated here.
 */
export interface LongyanDiskClient {
  /** Makes a resource of an uploaded file, or of a link (section 3.1). User and organisation are those of the settings. */
  createResource(resource: ResourceInput, signal?: AbortSignal): Promise<{ resId: string }>;
  queryPeriods(filter: Omit<ListFilter, 'periodId'>, signal?: AbortSignal): Promise<ListEntry[]>;
  querySubjects(filter: Omit<ListFilter, 'subjectId'>, signal?: AbortSignal): Promise<ListEntry[]>;
  queryEditions(filter: Omit<ListFilter, 'editionId'>, signal?: AbortSignal): Promise<ListEntry[]>;
  queryVolumes(filter: Omit<ListFilter, 'volumeId'>, signal?: AbortSignal): Promise<ListEntry[]>;
  queryTextbooks(filter: ListFilter, signal?: AbortSignal): Promise<ListEntry[]>;
  /** All chapters of a textbook (section 3.8). */
  queryChapters(textbookId: string, signal?: AbortSignal): Promise<WireChapter[]>;
  /** One page of the resources of all subjects (section 3.9). */
  xkzyList(query: ResourceQuery, signal?: AbortSignal): Promise<z.output<typeof endpoints.xkzyList.data>>;
  /** Sends a whole file (section 4.1); answers its `fid`. */
  uploadify(file: { name: string; content: StreamBody }, signal?: AbortSignal): Promise<{ fid: string }>;
  /** Begins an upload by position, or asks for one that was begun (section 4.2). `path`: never one of a whole machine. */
  createFid(file: { md5: string; size: number; path: string }, signal?: AbortSignal): Promise<PositionedUpload>;
  /** Prepares the forms of a file's parts; no call is made. */
  prepareParts(file: { fid: string; name: string; md5: string; size: number }): PreparedParts;
  /** Sends one part, a form of {@link PreparedParts.frame} (section 4.3). Its buffer must not change until this settles. */
  fileResume(part: MadeForm, signal?: AbortSignal): Promise<PositionedUpload>;
  /** The uploads by position that are not complete (section 4.4). */
  uncompletedFiles(signal?: AbortSignal): Promise<PositionedUpload[]>;
  /** Makes a folder (section 4.5); answers its id. */
  createFolder(folder: FolderInput, signal?: AbortSignal): Promise<{ dirId: string }>;
  /** A call without a file, with an input of unknown origin; answers what the platform answers, envelope and all, but for secrets. */
  callByName(
    name: EndpointName,
    input: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** Milliseconds by which the platform's clock is ahead of this machine's; 0 within a minute. */
  clockOffsetMs(): number;
  /** Ends the connections; calls under way fail. */
  close(): Promise<void>;
}

/** Options of {@link createLongyanDiskClient}. */
export interface LongyanDiskClientOptions {
  /** This machine's clock, in milliseconds. */
  now?: () => number;
  /** Where the proxies are named. Default: the process's environment. */
  env?: NodeJS.ProcessEnv;
}

/** Connections beside those that send: a question never waits behind a file. */
const CONTROL_CONNECTIONS = 4;

/** Makes a client; one per platform and process. */
export function createLongyanDiskClient(
  settings: LongyanDiskSettings,
  { now = Date.now, env = process.env }: LongyanDiskClientOptions = {},
): LongyanDiskClient {
  const { userId, orgId, timeouts, upload } = settings;
  const secrets = [settings.apiKey, settings.secretKey, settings.appKey].map((secret) => secret.reveal());
  const http = createHttp({
    connections: upload.concurrency + CONTROL_CONNECTIONS,
    connectTimeoutMs: timeouts.connect,
    requestTimeoutMs: timeouts.request,
    proxyFor: createProxyChoice(settings.proxy, env),
    secrets: () => secrets,
  });
  const clock = createPlatformClock(now);
  const caller = createCaller(settings, http, clock, now);
  const { call } = caller;
  return {
    createResource: (resource, signal) => call(endpoints.createResource, { ...resource, userId, orgId }, signal),
    queryPeriods: async (filter, signal) => (await call(endpoints.queryPeriods, filter, signal)).periodList,
    querySubjects: async (filter, signal) => (await call(endpoints.querySubjects, filter, signal)).subjectList,
    queryEditions: async (filter, signal) => (await call(endpoints.queryEditions, filter, signal)).editionList,
    queryVolumes: async (filter, signal) => (await call(endpoints.queryVolumes, filter, signal)).volumeList,
    queryTextbooks: async (filter, signal) => (await call(endpoints.queryTextbooks, filter, signal)).list,
    async queryChapters(textbookId, signal) {
      const parameters = { parentType: '0', parentId: textbookId, retType: '0' } as const;
      return (await call(endpoints.queryChapters, parameters, signal)).list;
    },
    xkzyList: (query, signal) => call(endpoints.xkzyList, query, signal),
    uploadify: ({ name, content }, signal) =>
      caller.callWithForm(endpoints.uploadify, wholeFileForm(caller, name, content), signal),
    async createFid({ md5, size, path }, signal) {
      const parameters = { fileMd5: md5, userId, fileLength: String(size), filePathLocal: path };
      return toUpload(await call(endpoints.createFid, parameters, signal));
    },
    prepareParts: (file) => prepareParts(caller, { ...file, userId }),
    async fileResume(part, signal) {
      return toUpload(await caller.callWithForm(endpoints.fileResume, part, signal));
    },
    async uncompletedFiles(signal) {
      return (await call(endpoints.uncompletedFiles, { userId }, signal)).uncompletedFiles.map(toUpload);
    },
    createFolder: (folder, signal) => call(endpoints.createFolder, { ...folder, userId, orgId }, signal),
    async callByName(name, input, signal) {
      const filledIn = { ...addedTo(operations[name], { ...DEFAULTS, userId, orgId }), ...input };
      const body = await caller.callForBody(endpoints[name], filledIn, signal);
      return withoutSecrets(body, SECRET_FIELDS, secrets) as Record<string, unknown>; // as: the envelope is an object
    },
    clockOffsetMs: () => clock.offsetMs,
    close: () => http.close(),
  };
}

function toUpload(record: WireFileRecord): PositionedUpload {
  const { fid, fileLength, fileMd5, filePos, postComplete, fileNameLocal, filePathLocal, postedTime } = record;
  return {
    fid,
    size: fileLength,
    md5: fileMd5.toLowerCase(),
    position: filePos,
    isComplete: postComplete,
    ...(fileNameLocal ? { name: fileNameLocal } : {}),
    ...(filePathLocal ? { path: filePathLocal } : {}),
    ...(postedTime ? { postedAt: postedTime } : {}),
  };
}
