import type { Modelrail } from '../client/index.ts';

/** A connection to Temporal that is made when it is first needed, so that the gateway starts and stays without one. */
export interface TemporalLink {
  /** The client. Error: `TemporalUnavailable`; the next call tries again. */
  client(): Promise<Modelrail>;
  close(): Promise<void>;
}

/** Callers that come while a connection is being made share the attempt. */
export function createTemporalLink(connect: () => Promise<Modelrail>): TemporalLink {
  let connecting: Promise<Modelrail> | undefined;
  return {
    client() {
      if (connecting !== undefined) return connecting;
      const attempt = connect();
      connecting = attempt;
      attempt.catch(() => {
        connecting = undefined;
      });
      return attempt;
    },
    async close() {
      const client = await connecting?.catch(() => undefined);
      await client?.close();
    },
  };
}
