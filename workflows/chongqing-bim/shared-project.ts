import type { ProjectState } from '../../contracts/chongqing-bim/state.ts';
import type { ResultOf } from '../../contracts/state.ts';
import type { SharedRegistration } from '../ingest/ingest-run.ts';
import { createProject, letRegistrationEnd } from './register-models.ts';

/** The project of an ingestion, which all its slices register their models under. */
export const sharedProject: SharedRegistration<'chongqing-bim'> = {
  isWanted: ({ own }) => own.batches.some((batch) => batch.converted.length > 0 && batch.records !== 'done'),
  read: ({ own }) => own.project,
  prepare: (run, isCancelled) => letRegistrationEnd(run, isCancelled, () => createProject(run)),
  give({ own }, project, isFinal) {
    // Only the ingestion creates it, or leaves it behind.
    own.project = isFinal ? { ...project, isGiven: true } : project;
  },
  learn({ own: { project } }, { status, resume }: ResultOf<'chongqing-bim'>) {
    const known: ProjectState | undefined = resume.project;
    if (project.assumed === undefined || known === undefined || status === 'cancelled') return;
    if (known.assumed !== undefined) {
      // The slice was refused a group. The words stay for the slices that are still to ask, and one that gets its group
      // shows that the project is ours.
      if (known.create !== 'done') project.create = known.create;
      return;
    }
    project.create = known.create;
    delete project.assumed;
    delete project.isGuess;
  },
};
