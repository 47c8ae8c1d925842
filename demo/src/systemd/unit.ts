/** What the service manager of the demonstration host knows by a name. */
export interface Unit {
  name: string;
  /** As `systemctl show` prints them. */
  properties(): Record<string, string>;
  /** Gives whether it was started. */
  start(): Promise<boolean>;
  stop(): Promise<void>;
  resetFailed(): void;
}

/** Units by their names. */
export type Units = Map<string, Unit>;

export function isActive(unit: Unit | undefined): boolean {
  return unit?.properties().ActiveState === 'active';
}
