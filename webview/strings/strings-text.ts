/** Words of the tab "Text". */
export const TEXT_ENGLISH = {
  asking: 'Reading the text…',
  nothing: 'The weights or the text of this run were not kept, so there is nothing to read.',
  sampleAt: 'Step {0}',
  weights: 'Weights of step {0}.',
  weightsUnknown: 'Weights of the model file.',
  heldOut: 'The end of the text, held out of training.',
  seen: 'The end of the text, which is also trained on.',
  passageKeys: 'Arrow keys move along the characters and read out what was expected.',
  passageRole: 'text with surprisal',
  legend: 'Bits:',
  spoken: '“{0}”: {1} bits, place {2}. Expected: {3}.',
  spokenUnknown: '“{0}”: not in the vocabulary, {1} bits. Expected: {2}.',
  expected: 'Expected here',
  probability: 'Probability',
  came: 'actual',
  features: {
    string: 'inside a string',
    comment: 'inside a comment',
    bracket: 'depth of brackets',
    column: 'position in the line',
    indentation: 'indentation',
    wordEnd: 'end of a word',
  } as Record<string, string>,
  feature: 'Feature',
  unit: 'Unit',
  others: 'Next best',
  colour: 'Colour the text',
  colourUnit: 'Colour the text by unit {0}',
  chance: 'By chance',
};

export const TEXT_CHARTS_ENGLISH = {
  samples: {
    title: 'How it learns to write',
    text: 'What the network wrote at steps spread over the run, from the same beginning.',
    look: 'First letters in the right frequency, then short words and line lengths, then names and phrases of the text. What still looks wrong at the end is what the hidden state cannot carry, or what the text is too short to teach.',
  },
  passage: {
    title: 'Where it is surprised',
    text: 'The end of the text, character by character: the stronger the mark, the less it was expected.',
    look: 'Beginnings of words are hard, their ends easy. Long marked stretches are text of a kind that was not learned.',
  },
  tracking: {
    title: 'What single units follow',
    text: 'For each feature of the text the hidden unit whose activation goes along with it most closely, found automatically.',
    definition:
      'Pearson’s r between sₜ[unit] and the feature, over the first characters of the text; by chance: the largest |r| of any unit with the feature shifted by fifths of the text',
    look: '|r| above 0.7 is a unit that one can read; look at it in the text. Below 0.3 the feature is spread over many units, or not known to the network.',
  },
};

export const TEXT_CHINESE: typeof TEXT_ENGLISH = {
  asking: '正在读文本……',
  nothing: '这次运行没有保存权重，或没有保存任何文本：没有可读的内容。',
  sampleAt: '第 {0} 步',
  weights: '第 {0} 步的权重。',
  weightsUnknown: '模型文件的权重。',
  heldOut: '文本的末尾，训练看不到它。',
  seen: '文本的末尾，训练也看到它。',
  passageKeys: '方向键沿字符移动，并说出预期的是什么。',
  passageRole: '带意外程度的文本',
  legend: '比特：',
  spoken: '“{0}”：{1} 比特，第 {2} 位。预期：{3}。',
  spokenUnknown: '“{0}”：不在词表中，{1} 比特。预期：{2}。',
  expected: '此处的预期',
  probability: '概率',
  came: '实际',
  features: {
    string: '在字符串内',
    comment: '在注释内',
    bracket: '括号深度',
    column: '行内位置',
    indentation: '缩进',
    wordEnd: '词尾',
  },
  feature: '特征',
  unit: '单元',
  others: '其次',
  colour: '给文本着色',
  colourUnit: '按单元 {0} 给文本着色',
  chance: '偶然',
};

export const TEXT_CHARTS_CHINESE: typeof TEXT_CHARTS_ENGLISH = {
  samples: {
    title: '它怎样学会书写',
    text: '网络在训练过程中各步写出的内容，开头相同。',
    look: '先是频率正确的字母，然后是短词和行长，再然后是文本里的名字和短语。最后仍不对的地方，要么隐含层装不下，要么文本太短教不会。',
  },
  passage: {
    title: '它在哪里感到意外',
    text: '文本的末尾，逐字符：标记越强，越出乎预料。',
    look: '词的开头难，词尾容易。大段的标记说明这段文本与学过的不同。',
  },
  tracking: {
    title: '单个单元跟随什么',
    text: '对文本的每个特征，自动找出激活值与之最一致的隐含单元。',
    definition: 'sₜ[单元] 与该特征在文本开头部分上的皮尔逊相关系数 r；偶然：把该特征沿文本平移五分之几后，任一单元的最大 |r|',
    look: '|r| 高于 0.7 是一个人能读懂的单元；在文本里看看它。低于 0.3 说明这个特征分散在许多单元里，或者网络不知道它。',
  },
};
