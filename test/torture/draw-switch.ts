import { drawKinds } from './draw-fault.ts';
import { HALF_CHARACTER, type Plan, REFUSAL } from './plan.ts';
import { nameOf } from './planned-sync.ts';
import { SECRETS } from './processes.ts';
import type { Random } from './random.ts';

/** Draws something that the simulator does by itself, whatever the request. */
export function addSwitch(random: Random, plan: Plan): void {
  switch (random.weighted({ storm: 1, model: 2, task: 2, loss: 2, unfit: 2 })) {
    case 'storm':
      plan.faults.push({ every: random.int(4, 7), times: random.int(4, 8), kinds: drawKinds(random) });
      return;
    case 'model': {
      const { name } = pickFile(random, plan);
      plan.models.push({ name, errorMessage: drawWords(random, 'ParseModelError'), times: random.int(1, 2) });
      return;
    }
    case 'task': {
      const next = random.weighted({ lose: 4, fail: 3, late: 3 });
      // More than four lost ones are a failure; more than one that fails keeps everything behind it from happening.
      const times = next === 'lose' ? random.int(1, 5) : random.int(1, 2);
      const message = drawWords(random, '转换服务异常');
      plan.tasks.push({
        next,
        message,
        times,
        ...(next === 'late' ? { visibleAfterMs: random.pick([200, 900]) } : {}),
      });
      return;
    }
    case 'loss': {
      const next = random.chance(0.6) || plan.behaviour.autoMerge ? 'chunk' : 'upload';
      // A chunk that was lost four times is a failure, however it was lost.
      const left = 3 - plan.losses.reduce((sum, loss) => sum + loss.times, 0);
      if (left > 0) plan.losses.push({ next, times: random.int(1, left) });
      return;
    }
    case 'unfit': {
      const { name } = pickFile(random, plan);
      const endpoint = random.pick(['convertModel', 'createProjectFile'] as const);
      const message = random.chance(0.5) ? `${REFUSAL}：${name}` : REFUSAL;
      plan.unfit.push({ name, endpoint, message, ...(random.chance(0.3) ? { times: 1 } : {}) });
    }
  }
}

/** Words of the converter: plain, with half a character, or with a secret of ours in them. */
function drawWords(random: Random, plain: string): string {
  switch (random.weighted({ plain: 3, half: 2, secret: 1 })) {
    case 'plain':
      return plain;
    case 'half':
      return `${HALF_CHARACTER} ${plain} ${HALF_CHARACTER}`;
    case 'secret':
      return `${plain}: password=${SECRETS.password}, bimapikey ${SECRETS.bimApiKey}`;
  }
}

function pickFile(random: Random, { ingestions, syncs }: Plan): { name: string } {
  const [sync] = syncs;
  if (sync !== undefined && random.chance(0.6)) return { name: nameOf(random.pick(nonEmpty(sync.files))) };
  return random.pick(nonEmpty(random.pick(nonEmpty(ingestions)).files));
}

function nonEmpty<T>(entries: readonly T[]): readonly [T, ...T[]] {
  const [first, ...rest] = entries;
  if (first === undefined) throw new Error('a plan has ingestions, and an ingestion has files');
  return [first, ...rest];
}
