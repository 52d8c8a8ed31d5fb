//! The function with its call around it.

use proc_macro2::{Span, TokenStream};
use syn::{Block, Expr, Result, Stmt};

use crate::builder::builder;
use crate::call::Call;
use crate::function::Function;
use crate::quoting::{ours, ours_at, shown_at};
use crate::read::Read;
use crate::returns::{Returns, ShapeFrom, Work};

/// Writes the function anew.
pub(crate) fn expand(call: &Call<'_>) -> Result<TokenStream> {
    let Function { attributes, visibility, default, signature, .. } = call.function;
    let private = &call.private;
    let returns = &Returns::of(signature, &call.words, private)?;
    let builder = builder(call);
    let work = Expansion { call, returns, private }.work();
    Ok(ours! {
        #(#attributes)*
        #visibility #default #signature {
            let builder = #builder;
            #work
        }
    })
}

struct Expansion<'a> {
    call: &'a Call<'a>,
    returns: &'a Returns,
    private: &'a TokenStream,
}

impl Expansion<'_> {
    /// The body, from the builder on.
    fn work(&self) -> TokenStream {
        let Self { private, returns, .. } = self;
        let body = &self.call.function.body;
        match &returns.work {
            Work::Async => {
                let (pin, run) = (self.pin(), self.run(true));
                ours! {
                    let work = async move { #pin #body };
                    #run
                }
            }
            Work::Sync => {
                let output = returns.output.as_ref().map(|output| ours!(-> #output));
                let run = self.run(false);
                ours! {
                    let work = #private::once(move || #output #body);
                    #run
                }
            }
            Work::Future { body: declared, boxed } => {
                let make = if *boxed { unbox(body.stream()) } else { None };
                let make = make.unwrap_or_else(|| {
                    let declared = declared.as_ref().map(|declared| ours!(-> #declared));
                    ours!(#declared #body)
                });
                let (pin, run) = (self.pin(), self.run(true));
                let future = ours!(async move { #pin #run });
                let future = if *boxed { ours!(#private::boxed(#future)) } else { future };
                ours! {
                    let work = (#private::once(move || #make))();
                    #future
                }
            }
        }
    }

    /// From the work, which has not begun, to its output.
    fn run(&self, is_async: bool) -> TokenStream {
        let Self { call, private, .. } = self;
        let (shape, start) = (self.shape(is_async), self.start());
        let awaited = is_async.then(|| ours!(.await));
        if call.words.stream.is_some() {
            let run = if is_async { ours!(run_inside) } else { ours!(run_sync_inside) };
            let wrapped = self.wrapped();
            ours! {
                #shape
                #start
                let output = #private::#run(&call, shape, work)#awaited;
                #private::map(shape, output, move |stream| #wrapped)
            }
        } else {
            let run = if is_async { ours!(run) } else { ours!(run_sync) };
            let read = self.read();
            ours! {
                #shape
                #start
                #private::#run(call, shape, #read, work)#awaited
            }
        }
    }

    /// Tells the compiler what the work gives, as the signature does for the body of a function.
    fn pin(&self) -> Option<TokenStream> {
        let Self { private, returns, .. } = self;
        let output = returns.output.as_ref()?;
        Some(ours! {
            if false {
                return #private::never::<#output>();
            }
        })
    }

    /// Finds out whether the output is a result.
    fn shape(&self, is_async: bool) -> TokenStream {
        let Self { call, private, returns } = self;
        let of = if is_async { ours!(of_future) } else { ours!(of_function) };
        let output = returns.output.as_ref().map_or_else(|| ours!(_), |output| ours!(#output));
        let tell = match (returns.shape, call.words.stream) {
            (ShapeFrom::Result(span), _) => {
                let private = self.private_at(span);
                ours_at!(span=> #private::said_result(&returned))
            }
            (ShapeFrom::Plain, _) => ours!(#private::said_plain(&returned)),
            (ShapeFrom::Type, Some(_)) => ours!((&&&&&returned).streamed()),
            (ShapeFrom::Type, None) => ours_at!(returns.span=> (&&&&&returned).shape()),
        };
        ours! {
            let (work, returned) = #private::#of::<#output, _>(work);
            let shape = {
                use #private::methods::*;
                #tell
            };
        }
    }

    /// Starts the call, or asks whether it may.
    fn start(&self) -> TokenStream {
        let Self { call, private, .. } = self;
        let Some(gate) = call.attribute.find("gate") else {
            return ours!(let call = builder.start(););
        };
        let span = gate.name.span();
        let private_at = self.private_at(span);
        let refused = match gate.expression() {
            Some(convert) => ours!(#private::refuse(shape, refusal, #convert)),
            None => ours_at! {span=>
                #private_at::refuse(
                    shape,
                    refusal,
                    (&&#private_at::conversion(&shape)).convert()
                )
            },
        };
        ours! {
            let call = match builder.admit() {
                #private::Ok(call) => call,
                #private::Err(refusal) => {
                    use #private::methods::*;
                    return #refused;
                }
            };
        }
    }

    /// Who reads the response.
    fn read(&self) -> TokenStream {
        let private = self.private;
        match self.call.read {
            Read::Not => ours!(#private::unread),
            Read::Observed(span) => {
                let private = self.private_at(span);
                ours_at!(span=> #private::observer(&#private::answer(&shape)))
            }
            Read::By(reader) => ours!(#reader),
            Read::Serialized(span) => {
                let private_at = self.private_at(span);
                let reader = ours_at!(span=> (&&#private_at::answer(&shape)).reader());
                ours! {
                    {
                        use #private::methods::*;
                        #reader
                    }
                }
            }
        }
    }

    /// The hidden module, with errors shown at a token of the user.
    fn private_at(&self, span: Span) -> TokenStream {
        shown_at(self.private, span)
    }

    /// The stream with the call in it, in the type that the function promises.
    fn wrapped(&self) -> TokenStream {
        let Self { call, private, returns } = self;
        let read = match call.read {
            Read::Not => ours!(#private::read_every),
            Read::Observed(span) => {
                let private = self.private_at(span);
                ours_at!(span=> #private::chunk_observer(&(&&items).answer()))
            }
            Read::By(reader) => ours!(#reader),
            Read::Serialized(span) => ours_at!(span=> (&&(&&items).answer()).chunk_reader()),
        };
        let promised = if returns.any_stream {
            ours!(wrapped)
        } else {
            let private = self.private_at(returns.span);
            ours_at!(returns.span=> #private::rebox(wrapped))
        };
        let said = call.words.stream.unwrap_or(returns.span);
        let private_at = self.private_at(said);
        let items = ours_at!(said=> #private_at::items(&stream));
        ours! {
            {
                use #private::methods::*;
                let items = #items;
                let wrapped = (&&items).wrap(call, stream, #read);
                #promised
            }
        }
    }
}

/// What is in the box, where the body is nothing but `Box::pin(async ..)`: so a second box is saved.
fn unbox(body: TokenStream) -> Option<TokenStream> {
    let statements = syn::parse::Parser::parse2(Block::parse_within, body).ok()?;
    let [Stmt::Expr(Expr::Call(boxed), None)] = &statements[..] else { return None };
    let Expr::Path(function) = &*boxed.func else { return None };
    let mut path = function.path.segments.iter().rev();
    if path.next()?.ident != "pin" || path.next()?.ident != "Box" || boxed.args.len() != 1 {
        return None;
    }
    let inside = boxed.args.first().filter(|inside| matches!(inside, Expr::Async(_)))?;
    Some(ours!(#inside))
}
