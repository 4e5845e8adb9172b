import { say } from '../../lib/words/say.ts';
import type { CheckResult } from '../checks/check.ts';
import { skipped } from '../checks/check.ts';
import { checkConfiguration, checkVersions } from '../checks/local.ts';
import { checkNotify } from '../checks/notify.ts';
import { checkPlatforms } from '../checks/platforms.ts';
import { checkSearchAttributes, checkTemporal, checkWorkers, withoutTemporal } from '../checks/temporal.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { pad, printable } from '../render/text.ts';

/** Options of `doctor`. */
export interface DoctorOptions {
  fix?: boolean;
}

/** Looks at everything an ingestion needs, and says what to do about what is not well. */
export async function doctor(context: CliContext, options: DoctorOptions): Promise<ExitCode> {
  const results: CheckResult[] = [];
  const tell = async (result: CheckResult | Promise<CheckResult>) => {
    results.push(await result);
    if (!context.isJson) context.print(render(context, await result));
  };
  await tell(checkVersions());
  const { result, config } = await checkConfiguration(context);
  await tell(result);
  if (config === undefined) await tell(skipped(say('Temporal and platforms'), say('the configuration cannot be read')));
  else await tellAll(context, config, options.fix === true, tell);
  const isWell = results.every(({ state }) => state === 'ok' || state === 'warning');
  if (context.isJson) context.printJson({ ok: isWell, checks: results });
  if (results.some(({ error }) => error === 'TemporalUnavailable')) return EXIT.temporal;
  return isWell ? EXIT.done : EXIT.failed;
}

/** Starts all looks at once, since each may take its whole time-out, and tells them in their order. */
async function tellAll(
  context: CliContext,
  config: CliConfig,
  isFixing: boolean,
  tell: (result: CheckResult | Promise<CheckResult>) => Promise<void>,
): Promise<void> {
  const platforms = checkPlatforms(config);
  const { result, client } = await checkTemporal(context, config);
  try {
    await tell(result);
    const ofTemporal =
      client === undefined
        ? withoutTemporal()
        : [checkSearchAttributes(client, isFixing), ...checkWorkers(client, config)];
    for (const look of [...ofTemporal, ...checkNotify(config, client), ...platforms]) await tell(look);
  } finally {
    await client?.close();
  }
}

const NAME_WIDTH = 20;

function render(context: CliContext, { name, state, message, advice }: CheckResult): string {
  const { green, red, yellow, dim } = context.out.colors;
  const mark = { ok: green('✓'), failed: red('✗'), warning: yellow('!'), skipped: dim('–') }[state];
  const indent = ' '.repeat(NAME_WIDTH + 3);
  const text = message.split('\n').map(printable).join(`\n${indent}`);
  const todo = advice === undefined ? '' : `\n${indent}→ ${advice}`;
  return `${mark} ${pad(name, NAME_WIDTH)} ${text}${todo}`;
}
