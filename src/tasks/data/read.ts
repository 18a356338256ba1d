import { UnrollError } from '../../protocol/error';
import { labelledTexts, splitTexts } from '../classification/class-texts';
import { type LabelledData, labelledSeries, labelledTable } from '../classification/data';
import { type DataText, readTable } from './read-table';
import type { Table } from './table';
import { parseTimeSeries } from './time-series-file';

/** Data of a task in the forms that tasks read. */
export interface DataReader {
  table(): Table;
  /** Labelled sequences; which columns are read and learnt may be left open. */
  labelled(input: string | undefined, label: string | undefined): LabelledData;
}

/** The data of a folder of classes, as `joinTexts` has them. */
export function classReader(text: string): DataReader {
  return {
    table: () => {
      throw new UnrollError('data.noTable');
    },
    labelled: () => labelledTexts(splitTexts(text)),
  };
}

/** The data of a text file. */
export function readerOf(data: DataText): DataReader {
  return {
    table: () => readTable(data),
    labelled: (input, label) =>
      data.name.toLowerCase().endsWith('.ts') ? labelledSeries(parseTimeSeries(data.text)) : labelledTable(readTable(data), input, label),
  };
}
