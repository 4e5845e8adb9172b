import { Argument, type Command, Option } from 'commander';
import { say } from '../lib/words/say.ts';
import { firstSimulator, simulators } from '../platforms/simulators.ts';

/** Adds the argument and the options of `simulate` to a command; the kinds' own stand under their kind, or are shared. */
export function addSimulateOptions(command: Command): Command {
  const { kind, port } = firstSimulator();
  const kinds = simulators.map((simulator) => simulator.kind);
  command
    .addArgument(new Argument('[kind]', 'kind of the platform').choices(kinds).default(kind))
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', say('port to listen on, 0 for a free one (default: {ports})', { ports: usualPorts(port) }))
    .option('--data <folder>', 'where it keeps its state (default: .modelrail/simulators/KIND)');
  const flags = new Map(simulators.flatMap((simulator) => simulator.flags).map((flag) => [flag.flag, flag.text]));
  for (const [flag, text] of flags) command.addOption(new Option(flag, text));
  return command;
}

function usualPorts(first: number): string {
  if (simulators.length === 1) return String(first);
  return simulators.map(({ kind, port }) => say('{port} for {kind}', { port, kind })).join(say(', '));
}
