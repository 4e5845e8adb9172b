import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '@temporalio/activity';
import { type DeliveryKind, KINDS } from '../contracts/kinds.ts';
import { RECALL_EVERY_MS, RECALL_LIMIT_MS } from '../contracts/policies.ts';
import type { EarlierContent, FileVersion, Remembered, TargetQuestion } from '../contracts/remembered.ts';
import type { IngestRequest } from '../contracts/request.ts';
import { englishOf, phraseOf, type Sentence, sentenceOf } from '../contracts/sentences.ts';

/** What was done with contents, by MD5 or by source, the latest first. */
type Found = ReadonlyMap<string, readonly EarlierContent[]>;

/** What ingestions that have ended left in Temporal: there is no other memory. It may be wrong, and lacks what Temporal has forgotten. */
export interface Memory {
  /** What was done with contents on a platform, by MD5, the latest first. */
  contents(platform: string, hashes: readonly string[]): Promise<Found>;
  /** The same of ingestions that were read before, without asking Temporal. */
  keptContents(platform: string, hashes: readonly string[]): Found;
  /** What was done with files of a disk, by source, the latest first. */
  versions(platform: string, files: readonly FileVersion[]): Promise<Found>;
  /** The latest ingestion that made a project by this key, and that project. */
  whoMadeProject(about: TargetQuestion & { key: string }): Promise<{ id: string; projectId: string } | undefined>;
  /** Whether no delivery into a project is remembered; undefined where none into any is. */
  isProjectUnseen(about: TargetQuestion & { projectId: string }): Promise<boolean | undefined>;
}

/** Puts the memory into words, for ingestions that are about to send. Where nothing is known in time, nothing is said. */
export interface Recall {
  /** Sentences about contents, by MD5. */
  contents(question: TargetQuestion & { hashes: readonly string[] }): Promise<ReadonlyMap<string, Sentence>>;
  /** Sentences about files of a disk, by source, where their MD5 is not known before they are sent. */
  versions(question: TargetQuestion & { files: readonly FileVersion[] }): Promise<ReadonlyMap<string, Sentence>>;
  /** What is known of the target of a request. */
  target(kind: DeliveryKind, request: IngestRequest, asking: string): Promise<Remembered | undefined>;
}

/** Looks for the contents of one ingestion. What is known of thousands of files was mostly delivered together: it is found by the first. */
const MOST_LOOKS = 4;
/** Looks for targets and versions that wait for their turn: when more ingestions begin at once, nothing is said of the others'. */
const MOST_WAITING = 3;
/** Ingestions whose looks are counted, and projects that are known to have been delivered into. */
const MOST_COUNTED = 1_000;

/** Makes the recall of a worker. */
export function createRecall(memory: Memory): Recall {
  const looks = new Map<string, ContentLooks>();
  /** By ingestion. */
  const asked = new Map<string, number>();
  /** Projects that are known to have been delivered into. */
  const seen = new Map<string, true>();
  const turn = createTurns(MOST_WAITING);

  function mayAsk(ingestion: string): boolean {
    const count = asked.get(ingestion) ?? 0;
    asked.delete(ingestion);
    asked.set(ingestion, count + 1);
    forgetOldest(asked);
    return count < MOST_LOOKS;
  }

  return {
    contents: ({ platform, asking, hashes }) =>
      inTime(new Map<string, Sentence>(), async () => {
        const look = looks.get(platform) ?? createContentLooks((wanted) => memory.contents(platform, wanted));
        looks.set(platform, look);
        const found = mayAsk(asking) ? await look(hashes) : memory.keptContents(platform, hashes);
        return sentencesOf(found, hashes, asking);
      }),
    versions: ({ platform, asking, files }) =>
      inTime(new Map<string, Sentence>(), async () =>
        sentencesOf(
          (await turn(() => memory.versions(platform, files))) ?? new Map(),
          files.map(({ source }) => source),
          asking,
        ),
      ),
    target: (kind, request, asking) =>
      inTime(undefined, async () => {
        const { describe, projectFlag } = KINDS[kind];
        const { project: key, isNewProject } = describe?.(request) ?? {};
        if (key === undefined) return undefined;
        const about = { platform: request.platform, asking, key };
        return isNewProject === true ? await recallCode(about, projectFlag) : await recallProject(about);
      }),
  };

  async function recallProject({ platform, asking, key }: AboutKey): Promise<Remembered | undefined> {
    const place = JSON.stringify([platform, key]);
    if (seen.has(place)) return undefined;
    const isUnseen = await turn(() => memory.isProjectUnseen({ platform, asking, projectId: key }));
    if (isUnseen === true) {
      const note = sentenceOf(
        'no ingestion that is remembered here has delivered into project {project}: check its id',
        {
          project: key,
        },
      );
      return { notes: [englishOf(note)], told: [note] };
    }
    if (isUnseen === false) seen.set(place, true);
    forgetOldest(seen);
    return undefined;
  }

  async function recallCode(about: AboutKey, projectFlag: string | undefined): Promise<Remembered | undefined> {
    const made = await turn(() => memory.whoMadeProject(about));
    if (made === undefined) return undefined;
    const warning = madeSentence(about, made, projectFlag);
    return { warnings: [englishOf(warning)], told: [warning] };
  }
}

type AboutKey = TargetQuestion & { key: string };

function forgetOldest(kept: Map<string, unknown>): void {
  const [oldest] = kept.keys();
  if (kept.size > MOST_COUNTED && oldest !== undefined) kept.delete(oldest);
}

function madeSentence(
  { platform, key: code }: AboutKey,
  { id, projectId }: { id: string; projectId: string },
  projectFlag: string | undefined,
): Sentence {
  if (projectFlag === undefined) {
    return sentenceOf('{id} has made a project of the code {code}, with the id {projectId}', { id, code, projectId });
  }
  const command = `modelrail ingest FILE… --platform ${platform} ${projectFlag} ${projectId}`;
  return sentenceOf(
    '{id} has made a project of the code {code}, with the id {projectId}; to deliver into that one: {command}',
    { id, code, projectId, command },
  );
}

/** What is said of each content of which another ingestion knows something. */
function sentencesOf(found: Found, keys: readonly string[], asking: string): ReadonlyMap<string, Sentence> {
  return new Map(
    keys.flatMap((key) => {
      const earlier = found.get(key)?.find(({ id }) => id !== asking);
      return earlier === undefined ? [] : [[key, contentSentence(earlier)] as const];
    }),
  );
}

function contentSentence({ id, outcome, projectId, reason }: EarlierContent): Sentence {
  if (outcome === 'notConverted') {
    const why = reason ?? phraseOf('no reason is known');
    return sentenceOf('this content failed to convert last time, in {id}: {reason}', { id, reason: why });
  }
  if (projectId === undefined) return sentenceOf('this content was delivered before, by {id}', { id });
  return sentenceOf('this content was delivered before, by {id} into project {project}', { id, project: projectId });
}

type ContentLooks = (hashes: readonly string[]) => Promise<Found>;

/** Contents of one look. */
const MOST_AT_ONCE = 100;

/**
 * One look at a time, with pauses: Temporal answers so many lists a second, and others need them. What is asked meanwhile is asked
 * together.
 */
function createContentLooks(look: ContentLooks): ContentLooks {
  const waiting: { hashes: readonly string[]; settle: (found: Promise<Found>) => void }[] = [];
  let isLooking = false;

  async function lookOnce(): Promise<void> {
    const together = waiting.splice(0, 1);
    let count = together[0]?.hashes.length ?? 0;
    while (waiting[0] !== undefined && count + waiting[0].hashes.length <= MOST_AT_ONCE) {
      count += waiting[0].hashes.length;
      together.push(...waiting.splice(0, 1));
    }
    const found = look([...new Set(together.flatMap(({ hashes }) => hashes))]);
    for (const { settle } of together) settle(found);
    await found.catch(() => undefined);
  }

  async function lookOn(): Promise<void> {
    isLooking = true;
    while (waiting.length > 0) {
      await lookOnce();
      await pause();
    }
    isLooking = false;
  }

  return (hashes) => {
    const found = new Promise<Found>((resolve) => waiting.push({ hashes, settle: resolve }));
    if (!isLooking) void lookOn();
    return found;
  };
}

/** Does some work after the other, with pauses; answers undefined, at once, where too much waits. */
function createTurns(most: number): <Answer>(work: () => Promise<Answer>) => Promise<Answer | undefined> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (work) => {
    if (waiting >= most) return undefined;
    waiting += 1;
    const own = last.then(work).finally(() => {
      waiting -= 1;
    });
    last = own.then(pause, pause);
    return await own;
  };
}

function pause(): Promise<void> {
  return sleep(RECALL_EVERY_MS, undefined, { ref: false });
}

/** The answer of some work; `otherwise` where it fails or takes too long: no file waits for what may be known of it. */
async function inTime<Answer>(otherwise: Answer, work: () => Promise<Answer>): Promise<Answer> {
  const over = new AbortController();
  try {
    const answer = await Promise.race([work(), sleep(RECALL_LIMIT_MS, LATE, { signal: over.signal })]);
    if (answer !== LATE) return answer;
    log.warn('what earlier ingestions did is not told: Temporal did not answer in time');
  } catch (error) {
    log.warn('what earlier ingestions did is not told', { error });
  } finally {
    over.abort();
  }
  return otherwise;
}

const LATE = Symbol('too late');
