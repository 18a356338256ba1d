/** The charts of the tabs of tasks on data. */
export const TASK_CHARTS_ENGLISH = {
  'class-scores': {
    title: 'How well it classifies',
    text: 'The network beside methods without a network, on examples that it was not trained on.',
    definition:
      'Recall is the share of a class that is found; F1 is the harmonic mean of precision and recall. Macro recall and macro F1 are means over the classes, so rare classes count as much as frequent ones.',
    look: 'Check whether a simple method beats the network. An accuracy far above macro recall means that rare classes are missed.',
  },
  'class-confusion': {
    title: 'Confusion matrix',
    text: 'Examples by true class (row) and predicted class (column). Colour shows the share of the row.',
    look: 'The diagonal holds the correct predictions. Strong cells off the diagonal are classes that the network confuses.',
  },
  'class-reading': {
    title: 'When does it know?',
    text: 'Accuracy and probability of the true class after reading only the first characters of every example.',
    look: 'If the curve rises late, the ends of the sequences matter; if it flattens early, the network decides at the beginning.',
  },
  'class-calibration': {
    title: 'Calibration',
    text: 'Examples grouped by the confidence of the network, and the share of each group that is right.',
    definition: 'Calibration error: mean distance of the points from the diagonal, weighted by the number of examples (Guo et al., 2017).',
    look: 'Where points lie below the diagonal, the network is overconfident. Longer training often makes that worse.',
  },
  'class-worst': {
    title: 'Worst mistakes',
    text: 'The examples whose true class gets the lowest probability.',
    look: 'Look for wrong labels, classes that are hard to distinguish, and kinds of examples that are rare in the training part.',
  },
  'class-typed': {
    title: 'Type an example',
    text: 'Probability of the most likely classes after each character, from the latest checkpoint.',
    look: 'The curves cross at the character that decides.',
  },
  'forecast-series': {
    title: 'Forecast',
    text: 'The series, the forecast for the test part with its interval, and the forecast of the next values.',
    definition: 'The interval covers 80 % of the errors on the training part, and widens after each miss.',
    look: 'A forecast that lags one step behind the series has only learned to repeat the last value.',
  },
  'forecast-horizons': {
    title: 'Errors by distance ahead',
    text: 'Root mean squared error by the number of values ahead, over forecasts from every position of the test part.',
    look: 'Where a baseline is below the network, prefer the baseline at that horizon. The line of a method with a far larger error leaves the chart.',
  },
  'forecast-residuals': {
    title: 'Residuals',
    text: 'True value minus forecast, over time.',
    look: 'Only noise around zero should be left. If the errors have a bias, a wave or a growing size, something was not learned.',
  },
  'forecast-scores': {
    title: 'How well it forecasts',
    text: 'Errors of the network and of methods without a network, on the test part.',
    definition:
      'RMSE: root mean squared error; MAE: mean absolute error. MASE: MAE divided by the error of repeating the value of a season ago on the training part; below 1 is better than that. sMAPE: mean of 2 |error| / (|true| + |forecast|).',
    look: 'Check whether a simple method beats the network; on short series it often does.',
  },
  'pair-scores': {
    title: 'How well it writes',
    text: 'The targets it writes for sources that it was not trained on.',
    definition: 'Character error rate: insertions, deletions and substitutions per character of the true target. chrF: F-score of character n-grams.',
    look: 'If the error rate is low but few targets match exactly, one part of the target is hard.',
  },
  'pair-samples': {
    title: 'What it writes',
    text: 'Sources, true targets and what the network wrote, mistakes first.',
    look: 'Look for what the mistakes have in common: a format, a position, a rare character.',
  },
  'pair-attention': {
    title: 'Where it looks',
    text: 'For each written character (row), the attention paid to each character of the source (column), in percent.',
    definition: 'aₜⱼ = exp(eₜⱼ) / Σₖ exp(eₜₖ) with eₜⱼ = vᵀ tanh(W_q sₜ + W_k hⱼ)',
    look: 'Follow the path through the source: for dates it jumps from the year at the end to the month and the day.',
  },
};

export const TASK_CHARTS_CHINESE: typeof TASK_CHARTS_ENGLISH = {
  'class-scores': {
    title: '分类得如何',
    text: '网络在未训练过的样本上的表现，旁边是不需要网络的方法。',
    definition: '召回率是一个类别中被找出的比例；F1 是精确率与召回率的调和平均。宏召回率和宏 F1 是各类别的平均值，因此少见的类别与常见的同样重要。',
    look: '看是否有简单的方法胜过网络。准确率远高于宏召回率，说明少见的类别没有被识别。',
  },
  'class-confusion': {
    title: '混淆矩阵',
    text: '按真实类别（行）和预测类别（列）统计的样本；颜色表示占该行的比例。',
    look: '对角线上是正确的回答；对角线之外颜色深的格子是网络混淆的类别。',
  },
  'class-reading': {
    title: '它何时知道？',
    text: '只读每个样本的前几个字符时的正确率和真实类别的概率。',
    look: '曲线很晚才上升，说明序列的末尾重要；很早就变平，说明开头已经决定了类别。',
  },
  'class-calibration': {
    title: '校准',
    text: '样本按网络的把握分组，以及每组中正确的比例。',
    definition: '校准误差：各点到对角线的平均距离，按样本数加权（Guo 等，2017）。',
    look: '对角线下方的点说明过于自信。训练更久常常使它更严重。',
  },
  'class-worst': {
    title: '最严重的错误',
    text: '真实类别所得概率最低的样本。',
    look: '寻找标错的样本、难以区分的类别，以及训练部分中少见的样本。',
  },
  'class-typed': {
    title: '输入一个样本',
    text: '每个字符之后最可能的类别的概率，用最新的检查点。',
    look: '曲线交叉处的字符就是决定类别的字符。',
  },
  'forecast-series': {
    title: '预测',
    text: '序列、对测试部分的预测及其区间，以及其后的值。',
    definition: '区间覆盖训练部分 80 % 的误差，每次落空之后变宽。',
    look: '如果预测总比序列晚一步，它只学会了重复上一个值。',
  },
  'forecast-horizons': {
    title: '按步数的误差',
    text: '从测试部分的每个起点向前若干步的均方根误差。',
    look: '基线低于网络之处，在该步数上应选用基线。误差大得多的方法会超出图框。',
  },
  'forecast-residuals': {
    title: '残差',
    text: '真实值减预测值，按时间顺序。',
    look: '应当只剩围绕零的噪声。偏差、波动或越来越大的误差说明有东西没有学到。',
  },
  'forecast-scores': {
    title: '预测得如何',
    text: '网络和不需要网络的方法在测试部分的误差。',
    definition:
      'RMSE：均方根误差；MAE：平均绝对误差。MASE：平均绝对误差除以在训练部分重复上一季的值的误差，小于 1 说明更好。sMAPE：2 |误差| / (|真实值| + |预测值|) 的平均值。',
    look: '看是否有简单的方法胜过网络：短序列上常常如此。',
  },
  'pair-scores': {
    title: '写得如何',
    text: '网络为没有训练过的源写出的目标。',
    definition: '字符错误率：每个真实目标字符的插入、删除和替换次数。chrF：字符 n 元组的 F 值。',
    look: '错误率低而完全一致的很少，说明目标的某一部分很难。',
  },
  'pair-samples': {
    title: '它写出什么',
    text: '源、真实目标和网络写出的内容，错误的在前。',
    look: '找出错误的共同点：一种格式、一个位置、一个少见的字符。',
  },
  'pair-attention': {
    title: '它看向哪里',
    text: '对每个写出的字符（行），源的每个字符（列）得到的注意力，以百分比表示。',
    definition: 'aₜⱼ = exp(eₜⱼ) / Σₖ exp(eₜₖ)，其中 eₜⱼ = vᵀ tanh(W_q sₜ + W_k hⱼ)',
    look: '沿着穿过源的路径看：对日期，它从末尾的年份跳到月和日。',
  },
};
