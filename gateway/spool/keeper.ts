import type { Logger } from 'pino';
import { type Phrase, phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { Items } from './items.ts';
import { createFolderLock } from './lock.ts';

/** Why a call about the spool cannot be answered here: another gateway has it. */
export class SpoolElsewhere extends ModelrailError {
  constructor(holder: string | Phrase) {
    super(
      'AlreadyExists',
      sentenceOf('{holder} takes the files of this spool: ask that one, or again when it has ended', { holder }),
    );
  }
}

/** Timings of the lock, in milliseconds. */
export interface LockTimes {
  /** How often the holder shows that it lives, and another one looks whether the spool is free. */
  beatMs: number;
  /** How long a holder of another machine or container may be silent. */
  staleMs: number;
}

/** Keeps the spool for this process while it can be had: one gateway at a time writes and sweeps there. */
export interface Keeper {
  /** Error: {@link SpoolElsewhere} while another gateway has the spool. */
  assertHeld(): void;
  /** Looks whether the spool still is, or by now can be, held by this process. */
  look(): Promise<boolean>;
  /** Gives the spool free. */
  close(): Promise<void>;
}

/** Takes the spool, or waits until it is free; the items are loaded while it is held. */
export async function keepSpool(items: Items, times: LockTimes, logger: Logger): Promise<Keeper> {
  const lock = createFolderLock(items.folder, times.staleMs);
  let isHeld = false;
  let isClosed = false;
  let holder = '';
  let looking: Promise<boolean> | undefined;

  async function look(): Promise<boolean> {
    if (isClosed) return false;
    if (isHeld && (await lock.beat())) return true;
    if (isHeld) {
      isHeld = false;
      items.forget();
      logger.error({ spool: items.folder }, 'spool: taken over by another gateway; this gateway accepts no more files');
    }
    const outcome = await lock.take();
    if (outcome.isTaken) {
      await items.load();
      isHeld = true;
      if (holder !== '') logger.info({ spool: items.folder }, 'spool: taken over; files are taken here from now on');
      holder = '';
    } else if (holder !== outcome.holder) {
      ({ holder } = outcome);
      logger.warn({ spool: items.folder, holder }, 'spool: in use by another gateway; this gateway accepts no files');
    }
    return isHeld;
  }

  const lookOnce = () => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  await lookOnce();
  const timer = setInterval(() => {
    lookOnce().catch((error: unknown) => logger.error({ err: error }, 'spool: its lock cannot be looked at'));
  }, times.beatMs);
  timer.unref();
  return {
    look: lookOnce,
    assertHeld() {
      if (!isHeld) throw new SpoolElsewhere(holder || phraseOf('another gateway'));
    },
    async close() {
      clearInterval(timer);
      isClosed = true;
      await looking?.catch(() => undefined);
      isHeld = false;
      await lock.release();
    },
  };
}
