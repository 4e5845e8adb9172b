import { NO_WORKER_TO_ASK, type ReportedIngestion, type ReportTotals } from '../../contracts/report.ts';
import { englishOf } from '../../contracts/sentences.ts';
import { VERIFICATION_STATES } from '../../contracts/verification.ts';
import { sizeText } from '../quantities.ts';
import { numberText, type Presenter, SIZE_DECIMALS } from './present.ts';
import { errorText } from './why.ts';

/** A line of the head of a table: what, and its value. */
export interface Fact {
  label: string;
  value: string;
  /** An id, or what else is read letter by letter. */
  isCode?: true;
  /** Something that is not as it should be. */
  isBad?: true;
  /** It is told in a line of its own. */
  isLong?: true;
}

/** Ids that files of one ingestion usually share: they stand above the table once, where they do. */
const SHARED_IDS = ['projectId', 'modelGroupId', 'taskId', 'createdUserId'];

/** Ids that stand beside the file in any case. */
const OWN_IDS: ReadonlySet<string> = new Set(['fileId', 'path']);

/** Ids that all delivered files of an ingestion have in common, by name. */
export function sharedIds({ files }: ReportedIngestion): ReadonlyMap<string, string> {
  const delivered = files.filter(({ isDelivered }) => isDelivered);
  const [first] = delivered;
  if (first === undefined) return new Map();
  const others = delivered.length > 1 ? Object.keys(first.ids).filter((key) => !OWN_IDS.has(key)) : [];
  const keys = new Set([...SHARED_IDS, ...others]);
  return new Map(
    [...keys].flatMap((key) => {
      const id = first.ids[key];
      return id !== undefined && delivered.every(({ ids }) => ids[key] === id) ? [[key, id]] : [];
    }),
  );
}

/** How many models there are, and how many of them were delivered. */
export function modelsFact({ say }: Presenter, { files, delivered }: ReportTotals): Fact {
  const label = say('report.models');
  if (files === delivered) return { label, value: say('report.modelsAll', { files: numberText(files) }) };
  const others = numberText(files - delivered);
  const value = say('report.modelsOf', { files: numberText(files), delivered: numberText(delivered), others });
  return { label, value, isBad: true };
}

/** Bytes of all models. */
export function sizeFact({ say }: Presenter, { bytes }: ReportTotals): Fact {
  const value = say('report.bytes', { size: sizeText(bytes, SIZE_DECIMALS), bytes: numberText(bytes) });
  return { label: say('report.size'), value };
}

/** What stands above the files of an ingestion. */
export function factsOf(presenter: Presenter, ingestion: ReportedIngestion): Fact[] {
  const { say, clock, kept } = presenter;
  const sayKept = kept(ingestion);
  const { kind, platform, startedBy, labels = {}, startedAt, closedAt, sync, leftovers = [], note, error } = ingestion;
  const facts: (Fact | undefined)[] = [
    { label: say('report.id'), value: ingestion.id, isCode: true },
    statusFact(presenter, ingestion),
    {
      label: say('report.platform'),
      value: kind === undefined ? platform : say('report.platformOf', { platform, kind }),
    },
    startedBy === undefined ? undefined : { label: say('report.startedBy'), value: startedBy },
    ...Object.entries(labels).map(([key, value]): Fact => ({ label: say('report.label', { key }), value })),
    sync === undefined ? undefined : { label: say('report.sync'), value: sync },
    { label: say('report.startedAt'), value: clock.show(startedAt) },
    closedAt === undefined ? undefined : { label: say('report.closedAt'), value: clock.show(closedAt) },
    ...targetFacts(presenter, ingestion),
    modelsFact(presenter, ingestion.totals),
    sizeFact(presenter, ingestion.totals),
    ...verificationFacts(presenter, ingestion),
    ...leftovers.map((line): Fact => ({ label: say('report.leftovers'), value: sayKept(line), isLong: true })),
    note === undefined ? undefined : { label: say('report.note'), value: sayKept(note), isLong: true },
    error === undefined
      ? undefined
      : { label: say('report.error'), value: errorText(presenter, error, sayKept), isLong: true, isBad: true },
  ];
  return facts.filter((fact) => fact !== undefined);
}

function statusFact({ say }: Presenter, { status, dryRun }: ReportedIngestion): Fact {
  const label = say('report.status');
  if (dryRun) return { label, value: say('report.dryRun'), isBad: true };
  return { label, value: say(`report.status.${status}`), ...(status === 'completed' ? {} : { isBad: true }) };
}

/** Where the files went: what the request says, then the ids that all of them have. */
function targetFacts({ say, name }: Presenter, ingestion: ReportedIngestion): Fact[] {
  const { kind, target, projectName, projectId } = ingestion;
  const facts: Fact[] = target.map(({ label, value }) => ({ label: name(kind, label), value }));
  const isNamed = projectName === undefined || target.some(({ value }) => value === projectName);
  if (!isNamed) facts.push({ label: say('report.project'), value: projectName });
  const ids = new Map(sharedIds(ingestion));
  if (projectId !== undefined) ids.set('projectId', projectId);
  for (const [key, id] of ids) {
    const isTold = target.some(({ value }) => value === id);
    if (!isTold) facts.push({ label: name(kind, key), value: id, isCode: true });
  }
  return facts;
}

function verificationFacts(presenter: Presenter, ingestion: ReportedIngestion): Fact[] {
  const { say, clock, name } = presenter;
  const { kind, verification, unverified, totals } = ingestion;
  const label = say('report.verification');
  if (unverified !== undefined) {
    const sayKept = presenter.kept(ingestion);
    // The platform has no part in that, and the name of the type would say that it has.
    const isUnasked = unverified.message === englishOf(NO_WORKER_TO_ASK);
    const reason = isUnasked ? sayKept(unverified.message) : errorText(presenter, unverified, sayKept);
    return [{ label, value: say('report.notVerified', { reason }), isLong: true, isBad: true }];
  }
  if (verification === undefined || totals.delivered === 0) {
    return [{ label, value: say('report.nothingToVerify'), isLong: true }];
  }
  const { verifiedAt, counts, notAsked } = verification;
  const told = VERIFICATION_STATES.filter((state) => counts[state] > 0);
  const words = told.map((state) => say(`report.count.${state}`, { count: numberText(counts[state]) }));
  const value = say('report.verifiedAt', { time: clock.show(verifiedAt), counts: words.join(say('report.comma')) });
  const isBad = counts.missing + counts.different > 0;
  return [
    { label, value, isLong: true, ...(isBad ? { isBad: true } : {}) },
    ...notAsked.map(
      (line): Fact => ({
        label: say('report.notAsked'),
        value: presenter.kept(ingestion)(name(kind, line)),
        isLong: true,
      }),
    ),
  ];
}
