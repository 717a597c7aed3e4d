/** What Dataform puts into scope for includes. */
declare const dataform: { readonly projectConfig: { readonly vars: Readonly<Record<string, string | undefined>> } };
declare const module: { exports: unknown };
