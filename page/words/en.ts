import type { Waiting } from '../../contracts/progress.ts';
import { stages, statuses } from './en-states.ts';

const s = (count: number) => (count === 1 ? '' : 's');

/** What an ingestion waits for, as `modelrail top` says it. */
function waitedFor({ for: what, host }: Pick<Waiting, 'for' | 'host'>, platform: string | undefined): string {
  const name = platform === undefined ? '' : ` ${platform}`;
  switch (what) {
    case 'platform':
      return `platform${name}`;
    case 'rate':
      return `the rate of${name === '' ? ' its platform' : name}`;
    case 'host':
      return host === undefined ? 'its host' : `host ${host}`;
    case 'worker':
      return 'a worker';
    case 'ingestion':
      return 'another ingestion';
  }
}

/** All that the page says, in English. Names and reasons of others are no part of it. */
export const en = {
  statuses,
  stages,

  overview: 'Overview',
  syncs: 'Syncs',
  newIngestion: 'New ingestion',
  views: 'Views',
  skip: 'Skip to the content',
  language: 'Language',
  theme: 'Colours',
  themes: { auto: 'as the system', light: 'light', dark: 'dark' } as Record<string, string>,
  api: 'API',

  comma: ', ',
  listComma: ', ',
  colon: ': ',
  brackets: { open: ' (', close: ')' },
  units: { d: 'd', h: 'h', min: 'min', s: 's' },
  errorTypes: {} as Readonly<Record<string, string>>,
  stepTitles: {} as Readonly<Record<string, string>>,

  live: 'live',
  connecting: 'connecting …',
  lost: 'no connection, trying again',
  unreachable: 'The gateway does not answer: check that modelrail gateway is running.',
  faulty: (status: number) => `The gateway, or a proxy in front of it, failed (HTTP ${status}): try again later.`,
  refusedBare: (status: number) =>
    `Refused by a proxy in front of the gateway, or by another server at this address (HTTP ${status}).`,

  tokenTitle: 'A token is needed',
  tokenText:
    'This gateway answers to those who have one of its tokens. It is kept in this tab until that is closed, and sent to this gateway alone.',
  token: 'Token',
  tokenWrong: 'The gateway does not know this token.',
  signIn: 'Go on',
  signOut: 'Forget the token',

  open: (count: number) => `${count} open`,
  wait: (count: number) => `${count} wait${count === 1 ? 's' : ''}`,
  paused: (count: number) => `${count} paused`,
  more: (count: number) => `${count} more, not looked at`,
  rate: (size: string) => `${size}/s`,
  ofBytes: (done: string, total: string) => `${done} of ${total}`,
  nothingOpen: 'Nothing is open.',
  startOne: 'Start an ingestion',
  looking: 'Looking …',

  groupWaits: (count: number, waiting: Pick<Waiting, 'for' | 'host'>, platform: string | undefined, since: string) =>
    `${count} ${count === 1 ? 'waits' : 'wait'} for ${waitedFor(waiting, platform)} since ${since}`,
  groupPaused: (count: number) => `${count} ${count === 1 ? 'is' : 'are'} paused`,
  groupMoves: (count: number) => `${count} ${count === 1 ? 'moves' : 'move'}`,
  syncsMade: (count: number) => `${count} ${count === 1 ? 'sync is' : 'syncs are'} being made`,
  failedLately: (count: number) => `${count} failed within a day`,
  shown: (count: number) => `the first ${count} are shown`,
  showOthers: 'Show the others',
  waits: 'waits',

  ingestion: 'Ingestion',
  platform: 'Platform',
  status: 'Status',
  stage: 'Stage',
  progress: 'Progress',
  files: 'Files',
  bytes: 'Bytes',
  speed: 'Rate',
  started: 'Started',
  ended: 'Ended',
  action: 'Action',
  cancelling: 'cancelling',
  percent: (value: number) => `${value} %`,
  filesCount: (count: number) => `${count} file${s(count)}`,

  retry: 'Retry',
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel',
  retryOf: (id: string) => `Retry ${id}`,
  pauseOf: (id: string) => `Pause ${id}`,
  resumeOf: (id: string) => `Resume ${id}`,
  cancelOf: (id: string) => `Cancel ${id}`,
  actOnAll: {
    retry: (count: number) => `Retry all ${count}`,
    pause: (count: number) => `Pause all ${count}`,
    resume: (count: number) => `Resume all ${count}`,
    cancel: (count: number) => `Cancel all ${count}`,
  },
  keys: 'In a row: arrow keys choose, R retries, P pauses or resumes, C cancels.',
  askCancel: (id: string) => `Cancel ${id}?`,
  cancelMeans: 'What must not be cut short is finished first; what is on the platform stays.',
  askGroup: (title: string, what: string) => `${title}. ${what}?`,
  yes: 'Yes',
  no: 'No',
  retriedNew: (id: string) => `${id}: started again`,
  retriedNow: (id: string, steps: number) => `${id}: ${steps} waiting step${s(steps)} tried again now`,
  pausing: (id: string) => `${id}: pausing`,
  resumed: (id: string) => `${id}: goes on`,
  cancelled: (id: string) => `${id}: cancelling`,
  lookingWhich: (found: number) => `Looking which they are: ${found} so far`,
  acting: (what: string, done: number, all: number) => `${what}: ${done} of ${all}`,
  refusedSoFar: (count: number) => `${count} refused`,
  howMuchIsDone: 'How many are done',
  stop: 'Stop',
  oneAtATime: 'Something is being done to another group: let it end, or stop it.',
  noneLeft: 'None of them is left.',
  manyDone: (done: number, refused: number, left: number) =>
    `${done} done${refused === 0 ? '' : `, ${refused} refused`}${left === 0 ? '' : `; stopped: ${left} left as they are`}`,
  refusals: 'Why they were refused',
  andMore: (count: number) => `and ${count} more`,
  dismiss: 'Dismiss',

  path: 'Where you are',
  waitsFor: (waiting: Pick<Waiting, 'for' | 'host'>, platform: string, since: string) =>
    `waits for ${waitedFor(waiting, platform)} since ${since}`,
  pausedSince: (since: string) => `paused since ${since}`,
  nextAttempt: (at: string) => `next attempt at ${at}`,
  project: 'Project',
  modelGroup: 'Model group',
  task: 'Conversion task',
  startedBy: 'Started by',
  labels: 'Labels',
  ofSync: 'Of the sync',
  temporal: 'Temporal',
  openUi: 'open in its UI',
  leftovers: 'Left on the platform',
  leftOut: 'Left out',
  file: 'File',
  size: 'Size',
  instant: '(nothing to send)',
  showMore: (count: number) => `Show more (${count} left)`,

  story: 'What was done',
  runs: (count: number) => `${count} runs`,
  outcomes: { done: 'done', failed: 'failed', timedOut: 'timed out', cancelled: 'cancelled', open: 'under way' },
  begun: 'started',
  leftOpen: 'given up',
  attempts: (count: number) => `${count} attempts`,

  evidence: 'Evidence',
  evidenceText:
    'The report asks the platform about every delivered file; the manifest is read from the history of the runs.',
  reportHtml: 'Report (HTML)',
  reportCsv: 'Report (CSV)',
  manifest: 'Manifest (JSON)',
  verify: 'Verify on the platform',
  asking: 'Asking …',
  verified: (state: string, count: number) => `${count} ${state}`,
  verifications: {
    there: 'confirmed',
    missing: 'missing',
    different: 'different',
    unverifiable: 'cannot be checked',
  } as Record<string, string>,

  noSyncs: 'There is no sync.',
  name: 'Name',
  source: 'Source',
  schedule: 'When',
  every: (span: string) => `every ${span}`,
  lastRun: 'Latest run',
  nextRun: 'Next run',
  runNow: 'Run now',
  runOf: (name: string) => `Run now: ${name}`,
  syncStarted: (name: string) => `${name}: a run has begun`,
  syncQueued: (name: string) => `${name}: queued behind the run that is made`,
  syncPaused: (name: string) => `${name}: makes no runs until it is resumed`,
  syncResumed: (name: string) => `${name}: makes runs again`,
  note: 'Note',
  remembered: 'Remembers',
  rememberedFiles: (files: number, gone: number, setAside: number) =>
    `${files} file${s(files)}, ${gone} of them gone, ${setAside} set aside`,
  runCounts: (found: number, added: number, changed: number, unchanged: number) =>
    `${found} found: ${added} new, ${changed} changed, ${unchanged} unchanged`,
  removed: 'Gone from the source',
  deleted: 'Deleted on the platform',
  setAside: 'Set aside',
  stillWritten: 'Still being written',
  missed: 'Missed runs',

  fields: {} as Record<string, string>,
  choices: {} as Readonly<Record<string, string>>,
  told: {} as Record<string, string>,
  advised: {} as Readonly<Record<string, string>>,
  kept: {} as Readonly<Record<string, string>>,
  moreFields: (count: number) => `${count} more field${s(count)}`,
  onePerLine: 'One in a line.',
  pairPerLine: 'KEY=VALUE, one in a line.',
  noPlatform: 'No platform is configured that takes files.',
  startIt: 'Start the ingestion',
  stillSending: 'Some files are still on their way to the gateway.',
  leaveOutRefused: 'The gateway does not take some files: leave them out.',
  noFiles: 'No file yet.',
  dropHere: 'Drop files or folders here: they are sent to the gateway, and go on after a cut.',
  chooseFiles: 'Choose files …',
  chooseFolder: 'Choose a folder …',
  lookingInto: (found: number) => `Looking into the folder: ${found} file${s(found)} so far`,
  leftOutOfFolders: (count: number) => `${count} left out of the folder`,
  leftOutReasons: {
    extension: 'sources.extensions does not have its extension',
    empty: 'it is empty',
    hidden: 'it is hidden',
    unreadable: 'the browser cannot read it',
  },
  orSource: 'Or a path on the machine of the gateway, or an address',
  add: 'Add',
  sending: 'sending',
  sendingOf: (name: string) => `How much of ${name} is sent`,
  sentWhole: 'sent',
  refused: 'refused',
  emptyFile: 'The file is empty and cannot be ingested: leave it out, or take the whole file.',
  leaveOut: 'Leave out',
  leaveOutOf: (name: string) => `Leave out ${name}`,
  goesOn: 'It goes on by itself.',
  unreadable: 'The browser cannot read it: it has changed or gone since. Drop the file again.',
  filesSent: (sent: number, all: number) => `${sent} of ${all} files are there`,
  ofThisFile: 'Of this file alone',
};

type Translated<T> = {
  [Key in keyof T]: T[Key] extends string
    ? string
    : T[Key] extends (...args: infer Arguments) => string
      ? (...args: Arguments) => string
      : T[Key] extends readonly string[]
        ? readonly string[]
        : Translated<T[Key]>;
};

/** What every language has to say: a key that is missing, or one too many, does not compile. */
export type Words = Translated<typeof en>;
