import type { Text } from '../section';

/** What symbols mean, in the order in which they come; a section's own meaning of one goes before. */
const MEANINGS: Readonly<Record<string, Text>> = {
  x: { en: 'the input of this step', zh: '这一步的输入' },
  s: { en: 'the hidden state', zh: '隐含状态' },
  a: { en: 'the pre-activation', zh: '预激活值' },
  o: { en: 'the probabilities of the next character', zh: '下一个字符的概率' },
  U: { en: 'weights from the input to the state', zh: '从输入到状态的权重' },
  W: { en: 'weights from state to state', zh: '从状态到状态的权重' },
  V: { en: 'weights from the state to the output', zh: '从状态到输出的权重' },
  b: { en: 'the bias of the state', zh: '状态的偏置' },
  c: { en: 'the bias of the output', zh: '输出的偏置' },
  phi: { en: 'the activation function', zh: '激活函数' },
  E: { en: 'the loss', zh: '损失' },
  y: { en: 'the character that really comes next', zh: '实际的下一个字符' },
  k: { en: 'an earlier step', zh: '较早的一步' },
  g: { en: 'the gradient of all weights', zh: '所有权重的梯度' },
  theta: { en: 'the gradient threshold', zh: '梯度阈值' },
  eta: { en: 'the learning rate', zh: '学习率' },
};
const OWN: Readonly<Record<string, Readonly<Record<string, Text>>>> = {
  sequences: { n: { en: 'the number of characters that the window shows', zh: '窗口中的字数' } },
  explosion: { W: { en: 'all weights of the network', zh: '网络的所有权重' } },
  remedies: {
    c: { en: 'the cell state', zh: '细胞状态' },
    f: { en: 'the forget gate', zh: '遗忘门' },
    i: { en: 'the input gate', zh: '输入门' },
    g: { en: 'what the cell could take in', zh: '细胞可以写入的内容' },
    z: { en: 'the update gate', zh: '更新门' },
    n: { en: 'what the state could become', zh: '状态可以变成的内容' },
  },
  convolution: {
    d: { en: 'the distance between the two places that a unit looks at', zh: '单元所看的两处之间的距离' },
    W: { en: 'the weights of a layer, the same at every place', zh: '一层的权重，处处相同' },
    a: { en: 'what a unit finds at its two places', zh: '单元在这两处算出的值' },
    g: { en: 'the gate: how much of a passes', zh: '门：a 有多少通过' },
    s: { en: 'the output of a unit', zh: '单元的输出' },
  },
  attending: {
    q: { en: 'the query: what this place asks for', zh: '查询：这一处要找什么' },
    k: { en: 'the key: what place j answers to', zh: '键：第 j 处能回应什么' },
    v: { en: 'the value: what place j has to say', zh: '值：第 j 处的内容' },
    a: { en: 'the share of attention that place j gets', zh: '第 j 处得到的注意力份额' },
    s: { en: 'the mean of the values by their shares', zh: '按份额平均的值' },
  },
  pairs: {
    h: { en: 'the state of the encoder at character j of the source', zh: '编码器在源的第 j 个字符处的状态' },
    a: { en: 'the share of attention that character j gets', zh: '第 j 个字符得到的注意力份额' },
    c: { en: 'the mean of the encoder states by their shares', zh: '按份额平均的编码器状态' },
    s: { en: 'the state of the decoder', zh: '解码器的状态' },
    v: { en: 'weights of the attention', zh: '注意力的权重' },
    W: { en: 'weights of the attention', zh: '注意力的权重' },
    U: { en: 'weights of the attention', zh: '注意力的权重' },
  },
  classification: {
    x: { en: 'a row of the picture', zh: '图片的一行' },
    o: { en: 'the probability of each digit', zh: '每个数字的概率' },
  },
  series: {
    x: { en: 'the latest change of the series', zh: '序列最近的变化' },
    y: { en: 'a value of the series', zh: '序列的一个值' },
    o: { en: 'the forecast of the next value', zh: '下一个值的预测' },
    E: { en: 'the mean squared error', zh: '均方误差' },
  },
};

/** What a symbol of a section means, for when it has no numbers. */
export function meaningOf(section: string, symbol: string): Text | undefined {
  return OWN[section]?.[symbol] ?? MEANINGS[symbol];
}
