import type { Modelrail, Overview } from '../../client/index.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { topLines } from '../render/top-view.ts';
import { stopSignal } from '../signals.ts';
import { watchTop } from '../top/watch-top.ts';

/** Shows everything open live, by why it does not move; without a terminal once. */
export async function top(context: CliContext): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  const input = context.input();
  const isTerminal = context.out.isDrawable && 'isTTY' in input && input.isTTY === true;
  if (context.isJson) context.printJson(await lookOnce(client));
  else if (!isTerminal) context.print(onceText(context, await lookOnce(client)));
  else {
    using stop = stopSignal(context.process);
    await watchTop(context, client, input, stop.signal);
  }
  return EXIT.done;
}

async function lookOnce(client: Modelrail): Promise<Pick<Overview, 'at' | 'groups' | 'syncs' | 'runsNotLookedAt'>> {
  const { at, groups, syncs, runsNotLookedAt } = await client.overview({ isOpenOnly: true });
  return { at, groups, syncs, runsNotLookedAt };
}

/** All lines, without those about keys. */
function onceText({ out }: CliContext, overview: Awaited<ReturnType<typeof lookOnce>>): string {
  const height = overview.groups.reduce((sum, { ingestions }) => sum + ingestions.length + 1, 6);
  const width = out.width ?? 200;
  const nothing = { details: new Map(), rates: new Map(), selected: undefined };
  return topLines({ overview, ...nothing, width, height, nowMs: Date.now(), colors: out.colors })
    .slice(0, -1)
    .join('\n')
    .trimEnd();
}
