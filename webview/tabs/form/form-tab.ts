import type { Tab } from '../tab';
import { FormView } from './form-view';

export const formTab: Tab = {
  id: 'form',
  ofRun: false,
  controls: [],
  available: ({ form }) => form !== undefined,
  mount: (context) => new FormView(context),
};
