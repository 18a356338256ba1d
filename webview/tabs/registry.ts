import { classificationTab } from './classification/classification-tab';
import { compareTab } from './compare/compare-tab';
import { forecastTab } from './forecast/forecast-tab';
import { formTab } from './form/form-tab';
import { glimpsesTab } from './glimpses/glimpses-tab';
import { gradientsTab } from './gradients/gradients-tab';
import { hiddenTab } from './hidden/hidden-tab';
import { pairsTab } from './pairs/pairs-tab';
import { playgroundTab } from './playground/playground-tab';
import type { Tab } from './tab';
import { textTab } from './text/text-tab';
import { trainingTab } from './training/training-tab';
import { unrolledTab } from './unrolled/unrolled-tab';
import { weightsTab } from './weights/weights-tab';

/** The tabs of the panel, from left to right. */
export const TABS: readonly Tab[] = [
  trainingTab,
  classificationTab,
  forecastTab,
  pairsTab,
  gradientsTab,
  hiddenTab,
  weightsTab,
  textTab,
  unrolledTab,
  compareTab,
  playgroundTab,
  glimpsesTab,
  formTab,
];
