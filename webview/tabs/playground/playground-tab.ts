import type { Tab } from '../tab';
import { PlaygroundView } from './playground-view';

export const playgroundTab: Tab = {
  id: 'playground',
  ofRun: false,
  controls: ['scale'],
  available: () => true,
  mount: (context) => new PlaygroundView(context),
};
