import type { Command } from 'commander';
import type { CommentsOptions } from './commands/fractal3d/comments.ts';
import { addAttachmentsCommands } from './commands/iuap-files/commands.ts';
import type { UncompletedOptions } from './commands/longyan-disk/uncompleted.ts';
import type { DirectoryOptions } from './commands/persagy/directory.ts';
import type { MirrorOptions } from './commands/persagy/mirror.ts';
import type { ProvisionOptions } from './commands/persagy/provision.ts';
import type { UpgradeOptions } from './commands/persagy/upgrade.ts';
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
  program
    .command('directory')
    .description('groups, areas and projects of a Persagy operations platform')
    .option('--platform <name>', 'platform of the configuration; may be left out where there is one of its kind')
    .action((options: DirectoryOptions) =>
      run(async (context) => (await import('./commands/persagy/directory.ts')).directory(context, options)),
    );
  program
    .command('provision [plan]')
    .description('make a Persagy operations platform agree with a plan in YAML')
    .option('--platform <name>', 'platform of the configuration; default: that of the plan')
    .option('--dry-run', 'show what would be changed, and change nothing')
    .option('--output <file>', 'of --dry-run: save what would be changed')
    .option('--approve <file>', 'make what was saved, and nothing else')
    .option('--rollback', 'take back what the run --id has made')
    .option('--id <id>', 'of --rollback')
    .option('--yes', 'do not ask')
    .action((plan: string | undefined, options: ProvisionOptions) =>
      run(async (context) => (await import('./commands/persagy/provision.ts')).provision(context, plan, options)),
    );
  program
    .command('mirror')
    .description('make the projects of a Persagy operations platform on a platform of models, each once')
    .option('--platform <name>', 'platform that has the projects; may be left out where there is one of its kind')
    .option('--to <name>', 'platform that gets them')
    .option('--map <file>', 'YAML: what projects become, by the codes of their areas')
    .option('--group-code <code...>', 'groups whose projects are taken; default: all')
    .option('--area-code <code...>', 'areas whose projects are taken, with the areas below; default: all')
    .option('--dry-run', 'show what would be made, and make nothing')
    .action((options: MirrorOptions) =>
      run(async (context) => (await import('./commands/persagy/mirror.ts')).mirror(context, options)),
    );
  program
    .command('upgrade')
    .description('both upgrade calls of a Persagy operations platform, each until it succeeds')
    .option('--platform <name>', 'platform of the configuration; may be left out where there is one of its kind')
    .option('--yes', 'do not ask')
    .action((options: UpgradeOptions) =>
      run(async (context) => (await import('./commands/persagy/upgrade.ts')).upgrade(context, options)),
    );
  program
    .command('disk')
    .description('the online disk for teaching resources')
    .helpCommand(false)
    .command('uncompleted')
    .description('uploads that were left unfinished')
    .option('--platform <name>', 'platform of the configuration; may be left out where there is one of its kind')
    .option('--finish', 'send the rest of those whose files lie below sources.roots, with the same MD5')
    .action((options: UncompletedOptions) =>
      run(async (context) => (await import('./commands/longyan-disk/uncompleted.ts')).uncompleted(context, options)),
    );
  addAttachmentsCommands(program, run);
}
