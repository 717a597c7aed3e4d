/** What Dataform puts into scope for includes. */
declare const dataform: {
  readonly projectConfig: {
    readonly vars: Readonly<Record<string, string | undefined>>;
    /** Given where models are written beside those of the team. */
    readonly schemaSuffix?: string;
  };
};
declare const module: { exports: unknown };
