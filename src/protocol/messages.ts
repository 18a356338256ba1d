/** English text of every message for people that the rooms below can raise; {0}, {1} are arguments. Kept sorted by id. */
export const MESSAGES = {
  'configuration.range': '{0} must be {1}, not {2}.',
  'text.empty': 'The text is empty: there is nothing to learn. Write something first.',
  'text.single': 'The text has a single character: there is nothing to predict. Write at least two.',
} as const;
