import type { Tab } from '../tab';
import { UnrolledView } from './unrolled-view';

export const unrolledTab: Tab = {
  id: 'unrolled',
  ofRun: true,
  controls: [],
  available: ({ run }) => run !== undefined,
  mount: (context) => new UnrolledView(context),
};
