import type { Tab } from '../tab';
import { UnrolledView } from './unrolled-view';

export const unrolledTab: Tab = {
  id: 'unrolled',
  ofRun: true,
  controls: [],
  // What is walked through is a text that is continued.
  available: ({ run }) => run !== undefined && run.info.task === undefined,
  mount: (context) => new UnrolledView(context),
};
