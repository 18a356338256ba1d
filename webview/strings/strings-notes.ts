/** Words beside the notes of a run. */
export const NOTES_ENGLISH = {
  notes: 'Notes on this run',
  remedies: {
    threshold: 'Train again with threshold 1',
    learningRate: 'Train again with a quarter of the learning rate',
    gates: 'Train again with a GRU',
  },
};

export const NOTES_CHINESE: typeof NOTES_ENGLISH = {
  notes: '这次运行的提示',
  remedies: { threshold: '用阈值 1 重新训练', learningRate: '用四分之一的学习率重新训练', gates: '改用 GRU 重新训练' },
};
