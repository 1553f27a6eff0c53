import { readRecord, type RecordReading } from '../../apps/environment/record.ts';

/** Reads records, each text once: the same ones are looked at again and again. */
export type Readings = (text: string, path: string) => RecordReading;

export function createReadings(): Readings {
  const known = new Map<string, RecordReading>();
  return (text, path) => {
    const before = known.get(text);
    if (before) return before;
    const reading = readRecord(text, path);
    known.set(text, reading);
    return reading;
  };
}
