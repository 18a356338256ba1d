import { runGlimpses } from '../training/glimpses';
import { serve } from './playground-entry';

/** The glimpse playground's thread. */
export const start = (): void => serve(runGlimpses);
