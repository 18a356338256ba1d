/** What a chart says about itself: one sentence that stays, and on request what is measured and what to look for. */
export interface ChartStrings {
  title: string;
  text: string;
  /** What is measured, where it is no formula. */
  definition?: string;
  look: string;
}
