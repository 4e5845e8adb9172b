import { patched } from '@temporalio/workflow';
import type { Fractal3dFileState } from '../../contracts/fractal3d/index.ts';
import { isDelivered } from '../../contracts/kinds.ts';
import { type Leftover, leftItem } from '../../contracts/leftovers.ts';
import { phraseOf } from '../../contracts/sentences.ts';
import type { ResultOf } from '../../contracts/state.ts';
import type { BegunStateOf, Delivery, KeptFile } from '../ingest/ingest-run.ts';
import { deliverToFractal3d } from './deliver.ts';

/** How files come to the Fractal 3D platform. */
export const fractal3dDelivery: Delivery<'fractal3d'> = {
  kind: 'fractal3d',
  begin(_request, previous) {
    const files = new Map<number, Fractal3dFileState>();
    const kept = new Map<number, KeptFile>();
    for (const [position, file] of (previous?.files ?? []).entries()) {
      if (!isPastSending(file)) continue;
      const transactionId = file.remote?.['transactionId'];
      const isSent = file.fileId !== undefined;
      // A conversion that was given up goes on, also that of a file which the platform fetched itself.
      const isKnown =
        transactionId !== undefined &&
        ((isSent && file.error?.type === 'Cancelled') || patched('known-conversions-go-on'));
      if (isKnown) files.set(position, { transactionId });
      if (isKnown || isSent) kept.set(position, { status: 'uploaded', stage: 'convert' });
    }
    return { own: { files }, kept };
  },
  filesTogether: () => 1,
  deliver: deliverToFractal3d,
  remote: () => ({}),
  resume: () => ({}),
  leftovers: (state) => state.files.flatMap((_, index) => leftoversOf(state, index)),
};

type PreviousFile = ResultOf<'fractal3d'>['files'][number];

/** What ends a file's way for a reason of the file itself: it is most likely another one when it is tried again. */
const OF_CONTENT = new Set(['ConversionFailed', 'SourceChanged', 'PlatformRefused', 'InvalidRequest', 'NotFound']);

/** True of a file whose way ended behind the sending, for a reason that is not its own. */
function isPastSending(file: PreviousFile): boolean {
  if (isDelivered(file) || file.stage !== 'convert') return false;
  return !OF_CONTENT.has(file.error?.type ?? '');
}

/** Conversions that go on, or may, and are of no use. */
function leftoversOf({ files, own }: BegunStateOf<'fractal3d'>, index: number): Leftover[] {
  const file = files[index];
  const known = own.files.get(index);
  if (file === undefined || known === undefined || isDelivered(file)) return [];
  const { transactionId, isAsking } = known;
  return [
    ...(transactionId === undefined
      ? []
      : [leftItem(phraseOf('conversion of {name}, transaction', { name: file.name }), transactionId, true)]),
    ...(isAsking === undefined ? [] : [leftItem(phraseOf('conversion of'), file.name, false)]),
  ];
}
