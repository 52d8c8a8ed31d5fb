//! Looks the collector's address up when a connection is made, and at no other time.

use ureq::{
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{ConnectionDetails, Connector, NextTimeout, Transport},
    },
};

/// The client asks its resolver before each request, on a thread that it starts for that, also where a connection is
/// open already. This one answers with nothing; [`ResolvingConnector`] asks when it matters.
#[derive(Debug)]
pub(crate) struct NoResolver;

impl Resolver for NoResolver {
    fn resolve(
        &self,
        _uri: &Uri,
        _config: &Config,
        _timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

/// Connects to the addresses that the name has now.
#[derive(Debug)]
pub(crate) struct ResolvingConnector<C> {
    inner: C,
    resolver: DefaultResolver,
}

impl<C> ResolvingConnector<C> {
    pub(crate) fn new(inner: C) -> Self {
        Self { inner, resolver: DefaultResolver::default() }
    }
}

impl<In: Transport, C: Connector<In>> Connector<In> for ResolvingConnector<C> {
    type Out = C::Out;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let addrs = self.resolver.resolve(details.uri, details.config, details.timeout)?;
        let details = ConnectionDetails {
            addrs,
            uri: details.uri,
            config: details.config,
            request_level: details.request_level,
            resolver: details.resolver,
            now: details.now,
            timeout: details.timeout,
            current_time: details.current_time.clone(),
            run_connector: details.run_connector.clone(),
            register_shutdown: details.register_shutdown.clone(),
        };
        self.inner.connect(&details, chained)
    }
}
