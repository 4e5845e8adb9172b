import { emitKeypressEvents } from 'node:readline';
import { ReadStream } from 'node:tty';

/** A key by its name, as node:readline tells it: `r`, `up`, `escape`; `R` with shift; `quit` for Ctrl-C and Ctrl-D. */
export type OnKey = (name: string) => void;

interface Pressed {
  name?: string;
  ctrl?: boolean;
  shift?: boolean;
  sequence?: string;
}

/** Tells each key that is pressed, until it is disposed. */
export function listenToKeys(input: NodeJS.ReadableStream, onKey: OnKey): Disposable {
  emitKeypressEvents(input);
  const listener = (_text: string | undefined, { name, ctrl, shift, sequence }: Pressed) => {
    if (ctrl === true) {
      if (name === 'c' || name === 'd') onKey('quit');
    } else onKey(shift === true && name?.length === 1 ? name.toUpperCase() : (name ?? sequence ?? ''));
  };
  const setRaw = (isRaw: boolean) => {
    // Only a terminal has this.
    if (input instanceof ReadStream) input.setRawMode(isRaw);
  };
  const onEnd = () => onKey('quit');
  setRaw(true);
  input.on('keypress', listener).on('end', onEnd);
  input.resume();
  return {
    [Symbol.dispose]() {
      input.off('keypress', listener).off('end', onEnd);
      setRaw(false);
      input.pause();
    },
  };
}
