/** The machine a profile is made for, and what of it is left to environments. */
export type Profile = {
  readonly server: { readonly cpu: string; readonly memory: string };
  readonly capacity: {
    readonly cpu: string;
    readonly memory: string;
    readonly storage: string;
    readonly pods: number;
    readonly environments: number;
  };
};

export const PROFILES: Readonly<Record<'lean' | 'standard', Profile>> = {
  lean: {
    server: { cpu: '4', memory: '8Gi' },
    capacity: { cpu: '2500m', memory: '4Gi', storage: '60Gi', pods: 60, environments: 12 },
  },
  standard: {
    server: { cpu: '4', memory: '24Gi' },
    capacity: { cpu: '2500m', memory: '16Gi', storage: '120Gi', pods: 80, environments: 30 },
  },
};

/** On a cluster whose components are somebody else's. */
const BESIDE_OTHERS: Profile['capacity'] = {
  ...{ cpu: '3', memory: '6Gi', storage: '60Gi', pods: 80, environments: 20 },
};

/** What environments may ask for together where `platform.yaml` does not say. */
export function capacityOf(profile: keyof typeof PROFILES | undefined): Profile['capacity'] {
  return profile === undefined ? BESIDE_OTHERS : PROFILES[profile].capacity;
}
