/** A flag of `simulate` that sets how a simulator behaves. */
export interface SimulatorFlag {
  /** As Commander has it: `--convert-time <duration>`; without a value it is a switch. */
  flag: string;
  /** The option of the simulator that it sets; a duration is given in milliseconds. */
  option: string;
  text: string;
}

/** Where a simulator listens and keeps its state. */
export interface SimulatorAddress {
  host: string;
  /** 0 takes a free one. */
  port: number;
  dataDir: string;
}

/** A running simulator. */
export interface RunningSimulator {
  /** Its origin. */
  url: string;
  port: number;
  /** Ends every connection at once and closes; its state stays on disk. */
  close(): Promise<void>;
}

/** The simulator of one kind of platform, for those who run one. */
export interface SimulatorDefinition {
  /** The name of its platform in configurations that are written for it. */
  platform: string;
  /** The port on which it usually listens. */
  port: number;
  /** The settings of its platform: address, and the credentials that it takes. */
  settings(url: string): Record<string, unknown>;
  /** Settings of its platform that let a model of a few megabytes show how it goes. */
  demoSettings: Record<string, unknown>;
  flags: readonly SimulatorFlag[];
  /** `behaviour`: options by the names in `flags`; what is left out is left to the simulator. */
  start(address: SimulatorAddress, behaviour: Readonly<Record<string, unknown>>): Promise<RunningSimulator>;
}
