/** The machine a profile is made for, and what of it is left to environments. */
export type Profile = {
  /** As providers sell them: what the kernel keeps is not taken off. */
  readonly server: { readonly cpu: string; readonly memory: string; readonly disk: string };
  readonly capacity: {
    readonly cpu: string;
    readonly memory: string;
    readonly storage: string;
    readonly pods: number;
    readonly environments: number;
  };
};

/** docs/capacity.md shows the calculation; its test keeps each capacity within what is left. */
export const PROFILES: Readonly<Record<'lean' | 'standard', Profile>> = {
  lean: {
    server: { cpu: '4', memory: '8Gi', disk: '75Gi' },
    capacity: { cpu: '2500m', memory: '3584Mi', storage: '30Gi', pods: 60, environments: 12 },
  },
  standard: {
    server: { cpu: '4', memory: '24Gi', disk: '150Gi' },
    capacity: { cpu: '2500m', memory: '16Gi', storage: '60Gi', pods: 70, environments: 30 },
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
