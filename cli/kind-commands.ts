import type { Command } from 'commander';
import type { CommentsOptions } from './commands/fractal3d/comments.ts';
import type { CliContext } from './context.ts';
import type { ExitCode } from './exit-codes.ts';

type Run = (command: (context: CliContext) => Promise<ExitCode>) => Promise<void>;

/** Adds the commands that only one kind of platform has. What they do is imported when they run. */
export function addKindCommands(program: Command, run: Run): void {
  program.commandsGroup('On a platform:');
  program
    .command('comments <resource>')
    .description('comments on a resource of Fractal 3D: all of them, or live')
    .option('--platform <name>', 'platform of the configuration; may be left out where there is one of its kind')
    .option('--post <text>', 'make a comment')
    .option('--follow', 'show each that comes, until Ctrl-C')
    .action((resource: string, options: CommentsOptions) =>
      run(async (context) => (await import('./commands/fractal3d/comments.ts')).comments(context, resource, options)),
    );
}
