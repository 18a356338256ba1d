/** What a chart says about itself: one sentence that stays, and on request its formula and what to look for. */
export interface ChartStrings {
  title: string;
  text: string;
  formula: string;
  look: string;
}
