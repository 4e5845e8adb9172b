import type { OnFetched } from '../../lib/temporal-server/fetch.ts';
import { say } from '../../lib/words/say.ts';
import type { CliContext } from '../context.ts';
import { type CountBar, createCountBar } from './count-bar.ts';
import { createStatusLine, isProgressShown, type StatusLine } from './status-line.ts';
import { formatBytes } from './units.ts';

const MIB = 2 ** 20;

/** Shows how much of Temporal has arrived: a bar where its size is known, else the bytes so far. */
export function createFetchBar(context: Pick<CliContext, 'err' | 'isQuiet' | 'isJson'>): OnFetched {
  const label = say('fetching Temporal');
  let bar: CountBar | undefined;
  let line: StatusLine | undefined;
  return (arrived) => {
    if (arrived === undefined) {
      bar?.stop();
      line?.stop();
      bar = undefined;
      line = undefined;
    } else if (arrived.totalBytes === undefined) {
      const text = `${label}  ${formatBytes(arrived.bytes)}`;
      line ??= createStatusLine(context, text);
      line.update(text);
    } else {
      const total = Math.ceil(arrived.totalBytes / MIB);
      bar ??= createCountBar(context.err, label, isProgressShown(context), 'MiB');
      bar.update(Math.min(total, Math.round(arrived.bytes / MIB)), total);
    }
  };
}
