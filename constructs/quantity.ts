const BINARY = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;
const DECIMAL = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 } as const;
const SUFFIXES: Readonly<Record<string, number>> = { ...BINARY, ...DECIMAL };

/** A Kubernetes CPU quantity (`250m`, `1.5`, `2`) in millicores. Throws on anything else. */
export function parseCpu(text: string): number {
  const match = /^(\d{1,9})m$|^(\d{1,6}(?:\.\d{1,3})?)$/.exec(text);
  if (!match) throw new Error(`expected a CPU quantity such as 250m or "2", got "${text}"`);
  return match[1] === undefined ? Math.round(Number(match[2]) * 1000) : Number(match[1]);
}

/** A Kubernetes quantity of memory or storage (`512Mi`, `1.5Gi`, `1000000`) in bytes. Throws on anything else. */
export function parseMemory(text: string): number {
  const match = /^(\d{1,15})(?:\.(\d{1,3}))?(Ki|Mi|Gi|Ti|k|M|G|T)?$/.exec(text);
  if (!match) throw new Error(`expected a size such as 512Mi or 4Gi, got "${text}"`);
  const factor = SUFFIXES[match[3] ?? ''] ?? 1;
  const thousandths = Number((match[2] ?? '').padEnd(3, '0'));
  // Up, as Kubernetes counts a part of a byte against a quota: else 1.003Gi would not fit its own.
  return Number(match[1]) * factor + Math.ceil((thousandths * factor) / 1000);
}

/** Millicores as a CPU quantity: `250m`, `2`. */
export function formatCpu(millicores: number): string {
  return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;
}

/** Bytes as a quantity in the largest binary unit that is exact: `512Mi`, `4Gi`. */
export function formatMemory(bytes: number): string {
  for (const [suffix, factor] of Object.entries(BINARY).reverse()) {
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${suffix}`;
  }
  return String(bytes);
}
