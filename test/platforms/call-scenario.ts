/** A simulated platform, called by the names of its operations. */
export interface CalledPlatform {
  url: string;
  /** Through the session of a worker; the input is as it is sent. */
  call<Answer = unknown>(operation: string, input?: Record<string, unknown>): Promise<Answer>;
}

/** Calls every operation of a kind that is a call by itself, and looks at what it is answered. */
export type CallScenario = (platform: CalledPlatform) => Promise<void>;
