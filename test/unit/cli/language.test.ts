import assert from 'node:assert/strict';
import { padded, speaksChinese } from '../../../src/cli/language';
import { file, unroll } from '../support/program';

const CHINESE = 'zh_CN.UTF-8';
const COMMANDS = ['train', 'evaluate', 'sample', 'replay', 'inspect', 'gradcheck', 'export', 'diagnose', 'bench', 'compare', 'sweep'];
const TEXT = file('chinese.txt', '潮来潮去，海上生明月。\n'.repeat(60));
const SMALL = ['--cell', 'rnn', '--hidden', '8', '--batch-size', '2', '--sequence-length', '8', '--steps', '4', '--threads', '1'];

describe('the command line in Simplified Chinese', () => {
  it('is chosen by the locale, as terminals tell it', () => {
    for (const LC_ALL of ['zh_CN.UTF-8', 'zh', 'zh-Hans', 'zh_SG.UTF-8']) assert.ok(speaksChinese({ LC_ALL }), LC_ALL);
    for (const LC_ALL of ['C', 'en_US.UTF-8', 'zh_TW.UTF-8', 'zh-Hant', 'zha_CN']) assert.ok(!speaksChinese({ LC_ALL }), LC_ALL);
    assert.ok(speaksChinese({ LANG: 'zh_CN.UTF-8' }));
    assert.ok(!speaksChinese({ LC_ALL: 'C', LANG: 'zh_CN.UTF-8' }));
  });

  it('shows all of the help of every command, and no word of it in English', () => {
    for (const command of [[], ...COMMANDS.map((name) => [name])]) {
      const { code, out } = unroll([...command, '--help'], undefined, CHINESE);
      assert.equal(code, 0);
      // What is typed stays: names of commands and options, their values.
      const english = out
        .split('\n')
        .map((line) => line.replace(/^用法：.*|^ {2}[a-z-]+ (\[options\]|<\w).*?(?= {2})|"[^"]*"|<[^>]*>|--?[\w-]+|\[[^\]]*\]/g, ''))
        .filter((line) => /[a-z]{3,} [a-z]{2,} [a-z]{2,}/i.test(line));
      assert.deepEqual(english, [], command.join());
      assert.match(out, /用法：[\s\S]*选项：/);
    }
  });

  it('says what is wrong with the usage, with 2', () => {
    const told = (...args: string[]) => {
      const { code, errors } = unroll(args, undefined, CHINESE);
      assert.equal(code, 2, args.join(' '));
      assert.equal(errors.trim().split('\n').length, 1, errors);
      return errors;
    };
    assert.match(told('nonsense'), /未知命令“nonsense”/);
    assert.match(told('train', TEXT, '--hiden', '8'), /未知选项“--hiden”.*--hidden/);
    assert.match(told('train'), /缺少必需的参数“data”/);
    assert.match(told('train', TEXT, '--hidden'), /缺少参数/);
    assert.match(told('train', TEXT, '--hidden', '0'), /1 到 1024 之间的整数，而不是 0/);
    assert.match(told('train', TEXT, '--cell', 'tree'), /可选值为 gru, lstm, rnn, feedforward, mingru/);
    assert.match(told('train', TEXT, '--from', 'a', '--resume', 'b'), /不能与选项/);
    assert.match(told('export', 'a'), /未给出必需的选项/);
    assert.match(told('inspect', 'a', 'b'), /参数过多/);
    assert.match(told('evaluate', 'a'), /请给出模型和文本/);
  });

  it('reports failures and results in Chinese, and JSON as ever', () => {
    const missing = unroll(['inspect', '/no/such/file'], undefined, CHINESE);
    assert.equal(missing.code, 1);
    assert.match(missing.errors, /^无法读取 \/no\/such\/file/);
    const out = file('chinese.safetensors');
    const trained = unroll(['train', TEXT, ...SMALL, '--out', out], undefined, CHINESE);
    assert.equal(trained.code, 0, trained.errors);
    assert.match(trained.errors, /4 步；模型在/);
    assert.match(unroll(['evaluate', out, TEXT], undefined, CHINESE).out, /个字符：[\d.]+ nats，每字符 [\d.]+ 比特/);
    assert.match(unroll(['diagnose', out, TEXT], undefined, CHINESE).out, /距离 {7}乘积[\s\S]*谱半径/);
    assert.match(unroll(['inspect', out], undefined, CHINESE).out, /均值/);
    const json = (locale: string) => unroll(['evaluate', out, TEXT, '--json'], undefined, locale).out;
    assert.equal(json(CHINESE), json('C'));
  });

  it('lines up columns whose titles are ideographs', () => {
    assert.equal(padded('lag', 5), '  lag');
    assert.equal(padded('距离', 5), ' 距离');
    assert.equal(padded('estimate', 3), 'estimate');
  });
});
