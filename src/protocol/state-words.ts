import type { Language } from './language';
import type { RunState } from './panel-messages';

/** The states of a run in words, the same wherever they are read: in the panel, in lists of runs and in reports. */
export const STATE_WORDS: Readonly<Record<Language, Record<RunState, string>>> = {
  en: {
    ...{ queued: 'waiting', running: 'training', paused: 'paused', saving: 'saving' },
    ...{ done: 'done', stopped: 'stopped', interrupted: 'interrupted', failed: 'failed' },
  },
  zh: {
    ...{ queued: '等待中', running: '训练中', paused: '已暂停', saving: '正在保存' },
    ...{ done: '完成', stopped: '已停止', interrupted: '已中断', failed: '失败' },
  },
};
