/** What one measurement found, by name. Times are milliseconds, sizes bytes, rates per second. */
export type Figures = Readonly<Record<string, number>>

/** What every measurement is given beside its own input. */
export interface Place {
  /** An empty folder on the disk that is measured; removed afterwards. */
  readonly folder: string
}

export type Measure<Input> = (input: Input & Place) => Promise<Figures>
