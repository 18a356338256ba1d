import type { Tab } from '../tab';
import { UnrolledView } from './unrolled-view';

export const unrolledTab: Tab = {
  id: 'unrolled',
  ofRun: true,
  controls: [],
  // What is walked through is a text; of other tasks it is known with the first window that was read.
  available: ({ run }) => run !== undefined && (run.info.task === undefined || (run.window?.text ?? '') !== ''),
  mount: (context) => new UnrolledView(context),
};
