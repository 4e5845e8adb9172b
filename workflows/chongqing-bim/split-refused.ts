import { patched } from '@temporalio/workflow';
import { ALONE_BEFORE_ALL, NAMED_BEFORE_HALVES } from '../../contracts/chongqing-bim/policies.ts';
import type { KeptError } from '../../contracts/errors.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { isRefusal, refusalWords, toKeptError } from '../steps/failure-info.ts';

/** Models that go out in one call. */
export interface Part {
  models: readonly RunFile[];
}

/** A call that the platform may refuse as a whole because of one of its models (reading 6). */
export interface DivisibleCall<P extends Part> {
  /** Makes the call; resolves when the platform has taken the part. */
  send(part: P): Promise<void>;
  /** True when the platform has taken models of the ingestion by this call otherwise: a refusal is not about all then. */
  wasTaken(): boolean;
  /** Makes the parts that take the place of one that was refused. */
  divide(part: P, groups: readonly (readonly RunFile[])[], error: unknown): P[];
  /** Models that are not taken. `isUnfit`: they themselves were refused, alone or by name. */
  giveUp(part: P, models: readonly RunFile[], end: { error: KeptError; isUnfit: boolean }): void;
}

/**
 * Sends parts one after the other. Of a part that is refused the model that the refusal names is taken out. Several that it
 * names go on as a part of their own: they may have one name or content, or stand in a list that was cut. Without names a
 * part is halved until the unfit models stand alone. When the first eight that stand alone are refused in the same words
 * and nothing was taken, the refusal is about all, and no more calls are made.
 */
export async function sendInParts<P extends Part>(
  parts: readonly P[],
  call: DivisibleCall<P>,
  // A run that was begun by an earlier version gives the whole part up, as that one did.
  mayDivide: () => boolean = () => patched('refused-in-parts'),
): Promise<void> {
  const open = [...parts];
  const tally = createTally();
  for (let part = open.shift(); part !== undefined; part = open.shift()) {
    const refusal = await sendOne(part, call);
    if (refusal === undefined) {
      tally.taken();
      continue;
    }
    const error = toKeptError(refusal);
    const { models } = part;
    // What is no refusal says nothing of single models.
    if (!isRefusal(refusal) || (models.length > 1 && !mayDivide())) {
      call.giveUp(part, models, { error, isUnfit: false });
      continue;
    }
    const words = refusalWords(refusal);
    const named = models.length === 1 ? models : tally.isToTakeNames() ? namedIn(words, models) : [];
    const rest = models.filter((model) => !named.includes(model));
    if (named.length === 1) {
      call.giveUp(part, named, { error, isUnfit: true });
      if (rest.length > 0) open.unshift(...call.divide(part, [rest], refusal));
      if (models.length > 1) tally.named();
      else tally.alone(withoutFiles(words, named));
    } else if (named.length > 1) {
      open.unshift(...call.divide(part, [rest, named], refusal));
      tally.named();
    } else {
      const half = Math.ceil(models.length / 2);
      open.unshift(...call.divide(part, [models.slice(0, half), models.slice(half)], refusal));
    }
    if (!tally.isAboutAll() || call.wasTaken()) continue;
    for (const left of open) call.giveUp(left, left.models, { error, isUnfit: false });
    return;
  }
}

/** Answers why the part was not taken, a cancellation among the reasons; undefined when it was taken. */
async function sendOne<P extends Part>(part: P, call: DivisibleCall<P>): Promise<unknown> {
  try {
    await call.send(part);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** What became of the parts so far. */
interface Tally {
  taken(): void;
  named(): void;
  /** A model that stood alone was refused; `words` without what names it. */
  alone(words: string): void;
  /** False when the names in refusals have not helped: a refusal of all may name a model each time. */
  isToTakeNames(): boolean;
  isAboutAll(): boolean;
}

function createTally(): Tally {
  let hasTaken = false;
  let namedInTurn = 0;
  let alone = 0;
  const said = new Set<string>();
  return {
    taken() {
      hasTaken = true;
      namedInTurn = 0;
    },
    named() {
      namedInTurn += 1;
    },
    alone(words) {
      alone += 1;
      said.add(words);
    },
    isToTakeNames: () => namedInTurn < NAMED_BEFORE_HALVES,
    isAboutAll: () => !hasTaken && alone === ALONE_BEFORE_ALL && said.size === 1,
  };
}

/** The models that words name, by name or MD5; none when they name all, for then they single out none. */
function namedIn(words: string, models: readonly RunFile[]): RunFile[] {
  const hashes = words.toLowerCase();
  const names = new Set<string>();
  let rest = words;
  // The longest first: `tower.ifc` is not named where `big tower.ifc` is.
  const byLength = [...new Set(models.map(({ file }) => asInWords(file.name)))].sort((a, b) => b.length - a.length);
  for (const name of byLength) {
    const without = withoutName(rest, name);
    if (without !== rest) names.add(name);
    rest = without;
  }
  const named = models.filter(({ file }) => names.has(asInWords(file.name)) || hashes.includes(file.hash));
  return named.length === models.length ? [] : named;
}

/** The same words for every file. */
function withoutFiles(words: string, models: readonly RunFile[]): string {
  return models.reduce((text, { file }) => withoutName(text, asInWords(file.name)).replaceAll(file.hash, '\0'), words);
}

/** A name as it stands in the platform's words, in which blanks are one. */
function asInWords(name: string): string {
  return name.replace(/\s+/g, ' ').trim();
}

/** The words without a name, where it stands for itself and is no part of a longer one. */
function withoutName(words: string, name: string): string {
  let text = words;
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    const isPart = continues(text[at - 1], name[0]) || continues(text[end], name.at(-1));
    if (!isPart) text = `${text.slice(0, at)}\0${text.slice(end)}`;
  }
  return text;
}

/** True when two characters side by side are of one word. Chinese is written without blanks: there nothing tells. */
function continues(beside: string | undefined, edge: string | undefined): boolean {
  return beside !== undefined && edge !== undefined && WORD.test(beside) && WORD.test(edge);
}

const WORD = /[A-Za-z0-9_-]/;
