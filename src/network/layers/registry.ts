/**
 * Every layer kind, in the order of menus: the names of the folders beside this file. A new kind is a word here; `node scripts/settings.mjs` makes the lists of
 * their parts (generated/) from it.
 */
export const LAYER_KINDS = ['gru', 'lstm', 'rnn', 'feedforward', 'mingru', 'minlstm', 'lru', 's6', 'conv', 'attention', 'deltanet'] as const;
