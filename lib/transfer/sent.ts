import { channel } from 'node:diagnostics_channel';

/** Published in the context of the step that sends, when content of files has left. */
export const SENT = 'modelrail.sent';

/** What has left. */
export interface Sent {
  /** Bytes of files. */
  bytes: number;
  /** 1 where it was a chunk, or a part by its position, that the platform has accepted; 0 of a body that is sent in one piece. */
  chunks: 0 | 1;
}

// Held here: a channel that nothing refers to loses its subscribers.
const sent = channel(SENT);

/** Tells those who look at transfers what has left; without any of them it costs nothing. */
export function tellSent(bytes: number, chunks: Sent['chunks']): void {
  if (sent.hasSubscribers) sent.publish({ bytes, chunks } satisfies Sent);
}
