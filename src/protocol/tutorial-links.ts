/** The section of the tutorial in which what a chart shows is explained: id of the chart, id of the section. */
export const SECTION_OF_CHART: Readonly<Record<string, string>> = {
  loss: 'loss',
  accuracy: 'sequences',
  'learning-rate': 'loss',
  speed: 'your-text',
  sample: 'your-text',
  samples: 'your-text',
  passage: 'sequences',
  gradient: 'explosion',
  'clipped-gradients': 'explosion',
  'gradient-histogram': 'explosion',
  'state-growth': 'explosion',
  hidden: 'unrolled',
  window: 'unrolled',
  'unrolled-graph': 'unrolled',
  states: 'unrolled',
  units: 'hello',
  features: 'hello',
  tracking: 'hello',
  'tensor-gradients': 'gradient-sum',
  terms: 'gradient-sum',
  'update-ratios': 'loss',
  'weight-histogram': 'forward',
  'gradient-flow': 'jacobians',
  spectra: 'jacobians',
  eigenvalues: 'jacobians',
  saturation: 'jacobians',
  gates: 'remedies',
  playground: 'remedies',
  'playground-flow': 'remedies',
};

/** What a section's link back opens: the playground where the section is about its task, else the charts. */
export function commandOfSection(section: string): 'unroll.playground' | 'unroll.showPanel' {
  return section === SECTION_OF_CHART.playground ? 'unroll.playground' : 'unroll.showPanel';
}
