import type { Tab } from '../tab';
import { CompareView } from './compare-view';

export const compareTab: Tab = {
  id: 'compare',
  ofRun: false,
  controls: ['x', 'xScale', 'unit', 'scale'],
  available: ({ runs }) => runs.filter(({ last }) => last).length > 1 || runs.some(({ info }) => info.group),
  mount: (context) => new CompareView(context),
};
