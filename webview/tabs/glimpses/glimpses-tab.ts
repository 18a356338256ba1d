import type { Tab } from '../tab';
import { GlimpsesView } from './glimpses-view';

export const glimpsesTab: Tab = {
  id: 'glimpses',
  ofRun: false,
  controls: [],
  available: ({ glimpses }) => glimpses !== undefined,
  mount: (context) => new GlimpsesView(context),
};
